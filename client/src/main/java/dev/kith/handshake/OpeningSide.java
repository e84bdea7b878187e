package dev.kith.handshake;

import dev.kith.crypto.Aead;
import dev.kith.crypto.SealBrokenException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The other end's direction of a session: opens each frame once, follows the other end's changes of keys. Believes nothing of a
/// frame before its tag: whatever it refuses leaves no trace. Confined.
final class OpeningSide {
  private static final int EPOCH_AT = 44;
  private static final int COUNTER_AT = 48;

  private final byte[] header;
  private final ReplayWindow window = new ReplayWindow();
  /// One step ahead of `key`.
  private Ratchet ratchet;
  private Aead key;
  private int epoch;
  /// Of the epoch before, while late frames may come; else null.
  private Aead late;
  private int lateEpoch;
  private long lateUntil;

  /// @param header of every frame, but for epoch and counter
  OpeningSide(FrameHeader header, Ratchet ratchet) {
    this.header = header.encode();
    this.ratchet = ratchet;
    key = ratchet.step();
  }

  byte[] open(byte[] frame, long now) {
    if (frame.length < FrameHeader.BYTES + Aead.TAG_BYTES || frame.length > FrameHeader.FRAME_BYTES_MAX)
      throw new RefusedFrameException("sealed frame of " + frame.length + " bytes");
    if (!Arrays.equals(frame, 0, EPOCH_AT, header, 0, EPOCH_AT))
      throw new RefusedFrameException("frame is not of this session: other ends, suite, kind or number");
    ByteBuffer fields = ByteBuffer.wrap(frame);
    long counter = fields.getLong(COUNTER_AT);
    if (!window.wants(counter) || counter >= SealingSide.COUNTER_MAX)
      throw new RefusedFrameException("frame " + counter + " came before, is older than the window, or beyond the last");
    forgetLate(now);
    byte[] plain = openIn(fields.getInt(EPOCH_AT), counter, frame, now);
    window.take(counter);
    return plain;
  }

  /// Wipes the key of the epoch before when its time is over.
  void forgetLate(long now) {
    if (late != null && now - lateUntil >= 0) {
      late.wipe();
      late = null;
    }
  }

  void wipe() {
    key.wipe();
    ratchet.wipe();
    if (late != null)
      late.wipe();
  }

  private byte[] openIn(int frameEpoch, long counter, byte[] frame, long now) {
    if (frameEpoch == epoch)
      return opened(key, counter, frame);
    if (late != null && frameEpoch == lateEpoch)
      return opened(late, counter, frame);
    long ahead = (long) frameEpoch - epoch;
    if (ahead < 1 || ahead > Session.EPOCHS_AHEAD_MAX)
      throw new RefusedFrameException("frame of epoch " + frameEpoch + ", the keys are at " + epoch);
    return openAhead((int) ahead, counter, frame, now);
  }

  private byte[] openAhead(int ahead, long counter, byte[] frame, long now) {
    Ratchet trial = ratchet.copy().skip(ahead - 1);
    Aead trialKey = trial.step();
    byte[] plain;
    try {
      plain = opened(trialKey, counter, frame);
    } catch (RefusedFrameException forged) {
      trialKey.wipe();
      trial.wipe();
      throw forged;
    }
    follow(ahead, trial, trialKey, now);
    return plain;
  }

  private void follow(int ahead, Ratchet next, Aead nextKey, long now) {
    if (late != null)
      late.wipe();
    late = key;
    lateEpoch = epoch;
    lateUntil = now + Session.LATE_FOR.toNanos();
    ratchet.wipe();
    ratchet = next;
    key = nextKey;
    epoch += ahead;
  }

  private static byte[] opened(Aead key, long counter, byte[] frame) {
    try {
      return key.open(counter, SealingSide.BOUND, frame, FrameHeader.BYTES);
    } catch (SealBrokenException e) {
      throw new RefusedFrameException("frame " + counter + " does not open: forged, or of other keys", e);
    }
  }
}
