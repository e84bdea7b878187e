package dev.kith.handshake;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Keys after a handshake: a key per direction, counter nonces, a replay window of [#WINDOW], new keys every 5 minutes or 2^20
/// messages. Confined to one thread at a time.
public final class Session {
  /// Frames may overtake each other by so many.
  public static final int WINDOW = 2_048;
  /// Of what is sealed: a message of 1 MiB and its envelope.
  public static final int PLAIN_BYTES_MAX = (1 << 20) + 2_048;

  static final Duration REKEY_AFTER = Duration.ofMinutes(5);
  static final long REKEY_FRAMES = 1L << 20;
  /// So long frames sealed before a change of keys may still come after it.
  static final Duration LATE_FOR = Duration.ofMinutes(1);
  /// All frames of some epochs may be lost: more than a session has by the clock, few enough that a forged frame costs little.
  static final int EPOCHS_AHEAD_MAX = 16;
  static final Duration STALE_AFTER = Duration.ofHours(1);
  static final Duration OVER_AFTER = Duration.ofMinutes(70);

  private final long localNumber;
  private final SealingSide sealing;
  private final OpeningSide opening;
  private final LongSupplier nanoTime;
  private final long since;
  private boolean wiped;

  /// @param ours the header of our frames, but for epoch and counter
  /// @param theirs that of the frames that come
  Session(FrameHeader ours, Ratchet sealing, FrameHeader theirs, Ratchet opening, LongSupplier nanoTime) {
    localNumber = theirs.session();
    this.nanoTime = nanoTime;
    since = nanoTime.getAsLong();
    this.sealing = new SealingSide(ours, sealing, since);
    this.opening = new OpeningSide(theirs, opening);
  }

  /// @param plain at most 1 MiB and 2 KiB
  /// @return a complete frame of kind SEALED
  /// @throws IllegalStateException if the session is [#over]
  public byte[] seal(byte[] plain) {
    if (plain.length > PLAIN_BYTES_MAX)
      throw new IllegalArgumentException("sealed message must have at most " + PLAIN_BYTES_MAX + " bytes, not " + plain.length);
    long now = nanoTime.getAsLong();
    if (over(now))
      throw new IllegalStateException("session is over: " + OVER_AFTER + " have passed, or its counters are used up");
    return sealing.seal(plain, now);
  }

  /// @param header of that frame
  /// @return what the other end sealed; each frame once
  /// @throws RefusedFrameException forged, repeated, too old, or the session is [#over]
  public byte[] open(FrameHeader header, byte[] frame) {
    long now = nanoTime.getAsLong();
    if (over(now))
      throw new RefusedFrameException("frame " + header.counter() + " of a session that is over");
    return opening.open(frame, now);
  }

  /// Our number of it, as in the headers of frames that come.
  public long localNumber() { return localNumber; }

  /// Whether a new handshake is due (one hour).
  public boolean stale() {
    long now = nanoTime.getAsLong();
    if (!wiped)
      opening.forgetLate(now);
    return now - since >= STALE_AFTER.toNanos() || over(now);
  }

  /// Whether it must not be used any more, for either direction (70 minutes, or the counters are used up).
  public boolean over() { return over(nanoTime.getAsLong()); }

  /// Forgets all keys; the session is over.
  public void wipe() {
    wiped = true;
    sealing.wipe();
    opening.wipe();
  }

  @Override
  public String toString() { return "Session[" + Long.toHexString(localNumber) + "]"; }

  /// For tests of the end.
  void startAt(long counter) { sealing.startAt(counter); }

  private boolean over(long now) {
    if (!wiped && (now - since >= OVER_AFTER.toNanos() || sealing.usedUp()))
      wipe();
    return wiped;
  }
}
