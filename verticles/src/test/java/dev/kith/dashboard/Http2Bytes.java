package dev.kith.dashboard;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// What an HTTP/2 client sends (RFC 9113), byte by byte, without any of the rules that libraries keep.
final class Http2Bytes {
  private static final int HEADERS = 1;
  private static final int PRIORITY = 0x20;
  private static final int PRIORITY_BYTES = 5;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
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

  /// A TLS socket on which that protocol was agreed; believes any certificate.
  static SSLSocket connect(int port, String protocol) throws IOException, GeneralSecurityException {
    Socket below = new Socket();
    below.setReceiveBufferSize(4096);
    below.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 30_000);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[]{new Anybody()}, null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(below, "localhost", port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[]{protocol});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /// Of what a server sends: the first `:status`, or `reset` if a stream or the connection ends before there is one.
  static String firstStatus(InputStream in) throws IOException, Http2Exception {
    DataInputStream frames = new DataInputStream(in);
    try {
      while (true) {
        int length = frames.readUnsignedByte() << 16 | frames.readUnsignedShort();
        int type = frames.readUnsignedByte();
        int flags = frames.readUnsignedByte();
        frames.skipNBytes(4);
        byte[] payload = frames.readNBytes(length);
        int prefix = (flags & PRIORITY) == 0 ? 0 : PRIORITY_BYTES;
        if (type == HEADERS)
          return new DefaultHttp2HeadersDecoder().decodeHeaders(1, Unpooled.wrappedBuffer(payload, prefix, length - prefix))
              .status().toString();
        if (type == RST_STREAM || type == GOAWAY)
          return "reset";
      }
    } catch (EOFException | SocketException over) {
      return "reset";
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
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
