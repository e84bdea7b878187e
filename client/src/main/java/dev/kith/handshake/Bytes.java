package dev.kith.handshake;

/// Byte strings end to end, as the protocol writes them with a bar.
final class Bytes {
  private Bytes() {}

  static byte[] joined(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts)
      length += part.length;
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
