package dev.kith.message;

/// What went wrong, for programs. The numbers are part of the protocol: append only.
public enum ErrorCode {
  /// A defect or an unforeseen condition; the log has the cause.
  INTERNAL(1000, 500, false),
  /// The message or field is malformed, mistyped or out of range.
  INVALID(1001, 400, false),
  /// No credential, or a wrong, expired or revoked one.
  UNAUTHORIZED(1002, 401, false),
  /// No such thing, or not the caller's.
  NOT_FOUND(1003, 404, false),
  /// The operation does not fit the present state of its subject.
  CONFLICT(1004, 409, false),
  /// No answer in time.
  TIMEOUT(1005, 504, true),
  /// Known who asks, but the credential does not allow this.
  FORBIDDEN(1006, 403, false),
  /// More than a size limit allows.
  TOO_LARGE(1007, 413, false),
  /// More often than a rate limit allows; carries when to come back.
  RATE_LIMITED(1008, 429, true),
  /// Was there, is over: expired, used up, revoked.
  GONE(1009, 410, false),
  /// A bounded queue or table is full, or nobody serves this now.
  UNAVAILABLE(1010, 503, true),
  /// The disk takes no more.
  STORAGE_FULL(1011, 507, true),
  /// A message that only a later version knows.
  UNSUPPORTED(1012, 501, false);

  private final int number;
  private final int httpStatus;
  private final boolean retryable;

  ErrorCode(int number, int httpStatus, boolean retryable) {
    this.number = number;
    this.httpStatus = httpStatus;
    this.retryable = retryable;
  }

  public int number() { return number; }

  public int httpStatus() { return httpStatus; }

  /// Whether the same request may succeed later without a change.
  public boolean retryable() { return retryable; }

  /// The code of that number, INTERNAL for an unknown one.
  public static ErrorCode of(int number) {
    for (ErrorCode code : values()) {
      if (code.number == number)
        return code;
    }
    return INTERNAL;
  }
}
