package dev.kith.access;

import static dev.kith.access.Failures.fails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kith.message.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureBudgetTest {
  private final FakeClock clock = new FakeClock();
  private final FailureBudget budget = new FailureBudget("keys", 10, 60, clock);

  private void wrong(String remote) { budget.settle(Remote.of(remote), Optional.empty()); }

  private void right(String remote, String key) { budget.settle(Remote.of(remote), Optional.of(key)); }

  @Test
  void beyondTheBudgetOfARemoteEvenTheRightKeyIsRefusedUntilAMinuteHasPassed() {
    for (int i = 0; i < 10; i++)
      wrong("192.0.2.1");
    assertThat(fails(ErrorCode.RATE_LIMITED, () -> right("192.0.2.1", "k"))).hasMessage("too many wrong keys; try again in 60 s");
    right("192.0.2.2", "k");
    clock.advance(Duration.ofSeconds(60).minusNanos(1));
    fails(ErrorCode.RATE_LIMITED, () -> right("192.0.2.1", "k"));
    clock.advance(Duration.ofNanos(1));
    right("192.0.2.1", "k");
  }

  @Test
  void refusedGuessesDoNotProlongTheWait() {
    for (int i = 0; i < 10; i++)
      wrong("192.0.2.1");
    for (int i = 0; i < 600; i++) {
      clock.advance(Duration.ofMillis(99));
      fails(ErrorCode.RATE_LIMITED, () -> wrong("192.0.2.1"));
    }
    clock.advance(Duration.ofMillis(600));
    right("192.0.2.1", "k");
  }

  @Test
  void theBudgetOfAllHoldsBackOnlyThoseThatFailed() {
    for (int i = 0; i < 60; i++)
      wrong("192.0.2." + i);
    fails(ErrorCode.RATE_LIMITED, () -> right("192.0.2.7", "k"));
    right("198.51.100.1", "k");
    clock.advance(Duration.ofMinutes(1));
    right("192.0.2.7", "k");
  }

  @Test
  void aMisbehavingNeighbourLocksNobodyOut() {
    right("192.0.2.1", "k");
    for (int i = 0; i < 10; i++)
      wrong("192.0.2.1");
    assertThatCode(() -> right("192.0.2.1", "k")).doesNotThrowAnyException();
    fails(ErrorCode.RATE_LIMITED, () -> right("192.0.2.1", "other"));
  }

  @Test
  void addressesOfOneNetworkShareABudget() {
    for (int i = 0; i < 10; i++)
      wrong("2001:db8:0:1::" + Integer.toHexString(i));
    fails(ErrorCode.RATE_LIMITED, () -> wrong("2001:db8:0:1:ffff::1"));
    wrong("2001:db8:0:2::1");
    assertThat(Remote.of("::ffff:192.0.2.1")).isEqualTo(Remote.of("192.0.2.1"));
    assertThat(Remote.of("unknown").name()).isEqualTo("unknown");
    assertThat(Remote.of("x".repeat(1_000)).name()).hasSize(64);
  }
}
