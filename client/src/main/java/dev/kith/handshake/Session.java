package dev.kith.handshake;

/// Keys after a handshake: a key per direction, counter nonces, a replay window of [#WINDOW], new keys every 5 minutes or 2^20
/// messages. Confined to one thread at a time.
@SuppressWarnings("DoNotCallSuggester")
public final class Session {
  /// Frames may overtake each other by so many.
  public static final int WINDOW = 2_048;

  private Session() {}

  /// @param plain at most 1 MiB and 2 KiB
  /// @return a complete frame of kind SEALED
  public byte[] seal(byte[] plain) { throw new AssertionError("to be written"); }

  /// @return what the other end sealed; each frame once
  /// @throws RefusedFrameException forged, repeated, or too old
  public byte[] open(FrameHeader header, byte[] frame) { throw new AssertionError("to be written"); }

  /// Our number of it, as in the headers of frames that come.
  public long localNumber() { throw new AssertionError("to be written"); }

  /// Whether a new handshake is due (one hour).
  public boolean stale() { throw new AssertionError("to be written"); }

  /// Whether it must not be used any more, for either direction (70 minutes, or the counters are used up).
  public boolean over() { throw new AssertionError("to be written"); }
}
