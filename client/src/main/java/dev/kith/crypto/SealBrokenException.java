package dev.kith.crypto;

/// Sealed bytes that do not open: another key, another `aad`, cut off, or changed. Which of these, nobody can tell.
/// Whoever opens must answer it: refuse the file or the message.
public final class SealBrokenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SealBrokenException(String text, Throwable cause) { super(text, cause); }
}
