package dev.kith.dashboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What an HTTP/2 client sends (RFC 9113), byte by byte, without any of the rules that libraries keep.
final class Http2Bytes {
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM_END_HEADERS = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// @param window of each stream
  /// @param more of the whole connection, beyond the first 65,535 bytes
  static Http2Bytes begin(int window, int more) {
    Http2Bytes client = new Http2Bytes();
    client.bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    client.frame(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) 4).putInt(window).array());
    if (more > 0)
      client.frame(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(more).array());
    return client;
  }

  /// @param stream of the first of them
  Http2Bytes requests(String path, int stream, int many) {
    for (int i = 0; i < many; i++)
      request(stream + 2 * i, "GET", path, "localhost");
    return this;
  }

  /// @param headers name, value, name, value...
  Http2Bytes request(int stream, String method, String path, String authority, String... headers) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    literal(block, ":method", method);
    literal(block, ":scheme", "https");
    literal(block, ":path", path);
    literal(block, ":authority", authority);
    for (int i = 0; i < headers.length; i += 2)
      literal(block, headers[i], headers[i + 1]);
    frame(HEADERS, END_STREAM_END_HEADERS, stream, block.toByteArray());
    return this;
  }

  byte[] bytes() { return bytes.toByteArray(); }

  private void frame(int type, int flags, int stream, byte[] payload) {
    bytes.writeBytes(new byte[]{(byte) (payload.length >> 16), (byte) (payload.length >> 8), (byte) payload.length, (byte) type,
        (byte) flags});
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(stream).array());
    bytes.writeBytes(payload);
  }

  /// Not indexed, not compressed (RFC 7541 6.2.2); at most 126 bytes each.
  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (String text : new String[]{name, value}) {
      block.write(text.length());
      block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
