package dev.kith.discovery;

import dev.kith.crypto.Hkdf;
import dev.kith.crypto.Macs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The key of one mesh key for one epoch of [#EPOCH_MILLIS]. It changes without anybody agreeing on it.
final class EpochKey {
  static final long EPOCH_MILLIS = 300_000;

  private final byte[] key;
  private final byte[] tag;

  /// @param meshKey 32 bytes
  EpochKey(byte[] meshKey, long epoch) {
    key = derived(meshKey, "kith/discovery/1/" + epoch, 32);
    tag = derived(key, "tag", Announcement.TAG_BYTES);
  }

  private static byte[] derived(byte[] secret, String info, int bytes) {
    return Hkdf.sha256(new byte[0], secret, info.getBytes(StandardCharsets.US_ASCII), bytes);
  }

  static long epoch(long millis) { return Math.floorDiv(millis, EPOCH_MILLIS); }

  /// By which members tell their mesh's datagrams from others; to anybody else it is random.
  byte[] tag() { return tag.clone(); }

  byte[] mac(byte[] body) { return Macs.hmacSha256(key, body); }

  /// @param datagram with its MAC at the end
  boolean made(byte[] datagram) {
    int body = datagram.length - Announcement.MAC_BYTES;
    return Arrays.equals(tag, Announcement.tag(datagram)) && Macs.constantTimeEquals(mac(Arrays.copyOf(datagram, body)),
        Arrays.copyOfRange(datagram, body, datagram.length));
  }
}
