package dev.kith.dashboard;

import dev.kith.message.AccessReply;

/// Access may answer any question with "not now".
final class Refusals {
  private Refusals() {}

  static <A extends AccessReply> A expect(Class<A> kind, AccessReply reply) {
    if (reply instanceof AccessReply.Wait(var retryAfter))
      throw new ErrorAnswers.TooOften("too many attempts", retryAfter);
    return kind.cast(reply);
  }
}
