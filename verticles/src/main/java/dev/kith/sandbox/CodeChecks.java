package dev.kith.sandbox;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Checks of code that children are asked for and have not answered. Guarded by the pool's lock.
final class CodeChecks {
  /// More at once are not made: the code is then taken as it is, and its first shard tells.
  static final int MAX = 32;
  private final Map<Long, Asked> asked = new HashMap<>();
  private long lastId;

  private record Asked(Child child, CompletableFuture<Optional<CodeFault>> answer) {}

  boolean full() { return asked.size() >= MAX; }

  CompletableFuture<Optional<CodeFault>> ask(Child child, String code, Duration patience) {
    long id = ++lastId;
    CompletableFuture<Optional<CodeFault>> answer = new CompletableFuture<>();
    asked.put(id, new Asked(child, answer));
    child.send(new ToChild.Check(id, code));
    return answer.completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// @return what to complete after the lock is given back; already complete if nobody waits for it
  CompletableFuture<Optional<CodeFault>> answered(Child child, long id) {
    Asked one = asked.get(id);
    if (one == null || one.child != child)
      return CompletableFuture.completedFuture(Optional.empty());
    asked.remove(id);
    return one.answer;
  }

  /// A child that is gone answers nothing; those who wait find out by their patience.
  void gone(Child child) { asked.values().removeIf(one -> one.child == child); }
}
