package dev.kith.handshake;

import dev.kith.crypto.Hkdf;
import dev.kith.crypto.Macs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// What follows from the mesh key and the terms before Noise begins: prologue, the MAC of first messages, the pre-shared key.
final class KeySchedule {
  static final int MAC_BYTES = 16;

  private static final int KEY_BYTES = 32;
  private static final byte[] NOTHING = {};
  private static final byte[] NAME = ascii("kith");
  private static final byte[] FIRST = ascii("kith/first/1");
  private static final byte[] HYBRID_PSK = ascii("kith/psk/hybrid/1");
  private static final byte[] CLASSIC_PSK = ascii("kith/psk/classic/1");

  private KeySchedule() {}

  /// @param mesh 32 hex digits
  static byte[] prologue(String mesh, Suite suite) {
    return ByteBuffer.allocate(NAME.length + 18).put(NAME).put((byte) FrameHeader.VERSION).put(HexFormat.of().parseHex(mesh))
        .put((byte) suite.number()).array();
  }

  /// With the MAC of all before it at its end.
  static byte[] macked(byte[] meshKey, byte[] frame) { return Bytes.joined(frame, mac(meshKey, frame)); }

  /// @throws RefusedFrameException if it does not end in its MAC
  static void checkMac(byte[] meshKey, byte[] macked) {
    if (!hasMac(meshKey, macked))
      throw new RefusedFrameException("message 1 is from someone without the mesh key, or was changed");
  }

  static boolean hasMac(byte[] meshKey, byte[] macked) {
    int at = macked.length - MAC_BYTES;
    return at >= 0
        && Macs.constantTimeEquals(mac(meshKey, Arrays.copyOf(macked, at)), Arrays.copyOfRange(macked, at, macked.length));
  }

  /// @param kemSecret what ML-KEM agreed on, empty if there is none
  static byte[] psk(Suite suite, byte[] kemSecret, byte[] meshKey) {
    return switch (suite) {
      case HYBRID -> Hkdf.sha256(meshKey, kemSecret, HYBRID_PSK, KEY_BYTES);
      case CLASSIC -> Hkdf.sha256(meshKey, NOTHING, CLASSIC_PSK, KEY_BYTES);
    };
  }

  private static byte[] mac(byte[] meshKey, byte[] frame) {
    byte[] key = Hkdf.sha256(NOTHING, meshKey, FIRST, KEY_BYTES);
    byte[] mac = Macs.hmacSha256(key, frame);
    Arrays.fill(key, (byte) 0);
    return Arrays.copyOf(mac, MAC_BYTES);
  }

  private static byte[] ascii(String text) { return text.getBytes(StandardCharsets.US_ASCII); }
}
