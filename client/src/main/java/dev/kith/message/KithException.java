package dev.kith.message;

import java.util.Objects;

/// The one exception that crosses rooms. Its text names operation, subject, actual and expected; never a secret.
public final class KithException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public KithException(ErrorCode code, String text) { this(code, text, null); }

  public KithException(ErrorCode code, String text, Throwable cause) {
    super(text, cause);
    this.code = Objects.requireNonNull(code);
  }

  public ErrorCode code() { return code; }

  public static KithException invalid(String text) { return new KithException(ErrorCode.INVALID, text); }
}
