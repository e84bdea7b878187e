package dev.kith.handshake;

/// Bytes that are not what they should be: forged, repeated, too old, cut off, or of another protocol. The text is for the log of this
/// node; the other end is told nothing.
public final class RefusedFrameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedFrameException(String text) { super(text); }

  public RefusedFrameException(String text, Throwable cause) { super(text, cause); }
}
