package dev.kith.handshake;

import dev.kith.crypto.Aead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Our direction of a session: counts frames, seals them, changes keys in time. Confined.
final class SealingSide {
  /// What the tag covers before the header.
  static final byte[] BOUND = "kith/frame/1".getBytes(StandardCharsets.US_ASCII);
  /// Far below where counters or epochs would wrap.
  static final long COUNTER_MAX = 1L << 48;

  private static final int EPOCH_AT = 44;
  private static final int COUNTER_AT = 48;

  private final byte[] header;
  private final Ratchet ratchet;
  private Aead key;
  private int epoch;
  private long keySince;
  private long keyFirst;
  private long counter;

  /// @param header of every frame, but for epoch and counter
  SealingSide(FrameHeader header, Ratchet ratchet, long now) {
    this.header = header.encode();
    this.ratchet = ratchet;
    key = ratchet.step();
    keySince = now;
  }

  byte[] seal(byte[] plain, long now) {
    if (counter - keyFirst >= Session.REKEY_FRAMES || now - keySince >= Session.REKEY_AFTER.toNanos())
      rekey(now);
    byte[] frame = Arrays.copyOf(header, FrameHeader.BYTES + plain.length + Aead.TAG_BYTES);
    ByteBuffer.wrap(frame).putInt(EPOCH_AT, epoch).putLong(COUNTER_AT, counter);
    key.seal(counter++, BOUND, plain, frame, FrameHeader.BYTES);
    return frame;
  }

  boolean usedUp() { return counter >= COUNTER_MAX; }

  /// For tests of the end.
  void startAt(long counter) {
    this.counter = counter;
    keyFirst = counter;
  }

  void wipe() {
    key.wipe();
    ratchet.wipe();
  }

  private void rekey(long now) {
    key.wipe();
    key = ratchet.step();
    epoch++;
    keySince = now;
    keyFirst = counter;
  }
}
