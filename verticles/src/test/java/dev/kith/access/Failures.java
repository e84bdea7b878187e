package dev.kith.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Expects a [KithException] with a code.
final class Failures {
  private Failures() {}

  static KithException fails(ErrorCode code, ThrowingCallable call) {
    KithException failure = catchThrowableOfType(KithException.class, call);
    assertThat(failure).as("expected " + code).isNotNull();
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    return failure;
  }
}
