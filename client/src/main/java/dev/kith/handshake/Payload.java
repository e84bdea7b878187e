package dev.kith.handshake;

import dev.kith.crypto.MlKem768;
import dev.kith.model.Blob;
import java.nio.ByteBuffer;

/// What messages 2 and 3 carry within Noise. Big endian, nothing after it.
///
/// | field | bytes | |
/// |---|---|---|
/// | number | 8 | the responder's of the session, not 0; message 2 only |
/// | ciphertext | 1088 or 0 | ML-KEM-768; message 2 of suite HYBRID only |
/// | length | 2 | of the credential, at most [Handshake#CREDENTIAL_BYTES_MAX] |
/// | credential | length | |
record Payload(long number, Blob ciphertext, Blob credential) {
  static int ciphertextBytes(Suite suite) { return suite == Suite.HYBRID ? MlKem768.CIPHERTEXT_BYTES : 0; }

  static byte[] second(long number, byte[] ciphertext, Blob credential) {
    return ByteBuffer.allocate(8 + ciphertext.length + 2 + credential.bytes().length).putLong(number).put(ciphertext)
        .putShort((short) credential.bytes().length).put(credential.bytes()).array();
  }

  static byte[] third(Blob credential) {
    return ByteBuffer.allocate(2 + credential.bytes().length).putShort((short) credential.bytes().length)
        .put(credential.bytes()).array();
  }

  static Payload ofSecond(Suite suite, byte[] payload) {
    ByteBuffer rest = ByteBuffer.wrap(payload);
    long number = ByteBuffer.wrap(taken(rest, 8)).getLong();
    if (number == 0)
      throw new RefusedFrameException("the responder's number of the session is 0");
    return new Payload(number, new Blob(taken(rest, ciphertextBytes(suite))), credential(rest));
  }

  static Payload ofThird(byte[] payload) { return new Payload(0, Blob.EMPTY, credential(ByteBuffer.wrap(payload))); }

  private static Blob credential(ByteBuffer rest) {
    int length = ByteBuffer.wrap(taken(rest, 2)).getShort() & 0xffff;
    if (length > Handshake.CREDENTIAL_BYTES_MAX || length != rest.remaining())
      throw new RefusedFrameException("credential says " + length + " bytes, at most " + Handshake.CREDENTIAL_BYTES_MAX
          + ", and " + rest.remaining() + " are there");
    return new Blob(taken(rest, length));
  }

  private static byte[] taken(ByteBuffer rest, int count) {
    if (rest.remaining() < count)
      throw new RefusedFrameException("payload is cut off: " + rest.remaining() + " bytes left, " + count + " expected");
    byte[] bytes = new byte[count];
    rest.get(bytes);
    return bytes;
  }
}
