package dev.kith.authority;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/// How often strangers may knock, and guess a token wrongly, in a minute. Counted by IPv4 address or IPv6 /64 network; the budget of
/// wrong guesses is also one of all remotes, but it holds back only those that guessed wrongly themselves, so that nobody can lock
/// others out. Knocking from this machine is free. Thread-safe.
final class EnrolLimits {
  static final int CALLS = 60;
  static final int WRONG_PER_REMOTE = 10;
  static final int WRONG_OF_ALL = 60;
  static final int REMOTES_MAX = 10_000;
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final String EVERYBODY = "";

  private final Cache<String, Count> calls;
  private final Cache<String, Count> wrong;

  EnrolLimits(Ticker ticker) {
    calls = minutes(ticker);
    wrong = minutes(ticker);
  }

  private static Cache<String, Count> minutes(Ticker ticker) {
    return Caffeine.newBuilder().maximumSize(REMOTES_MAX).expireAfterWrite(WINDOW).ticker(ticker).executor(Runnable::run).build();
  }

  /// @throws KithException RATE_LIMITED if this remote has to wait, whatever it asks
  synchronized void admit(String remote) {
    String name = name(remote);
    int own = count(wrong, name);
    if (own >= WRONG_PER_REMOTE || (own > 0 && count(wrong, EVERYBODY) >= WRONG_OF_ALL))
      throw new KithException(ErrorCode.RATE_LIMITED, "too many wrong enrolment tokens; try again in a minute");
    if (!loopback(remote) && calls.get(name, _ -> new Count()).raise() > CALLS) {
      throw new KithException(ErrorCode.RATE_LIMITED,
          "more than " + CALLS + " enrolment calls in a minute from this address; try again in a minute");
    }
  }

  synchronized void wrongToken(String remote) {
    wrong.get(name(remote), _ -> new Count()).raise();
    wrong.get(EVERYBODY, _ -> new Count()).raise();
  }

  private static int count(Cache<String, Count> of, String name) {
    Count count = of.getIfPresent(name);
    return count == null ? 0 : count.value;
  }

  private static boolean loopback(String remote) {
    try {
      return InetAddress.ofLiteral(remote).isLoopbackAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  private static String name(String remote) {
    try {
      InetAddress address = InetAddress.ofLiteral(remote);
      return address instanceof Inet6Address ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8)) : remote;
    } catch (IllegalArgumentException notAnAddress) {
      return "?";
    }
  }

  private static final class Count {
    private int value;

    int raise() { return ++value; }
  }
}
