package dev.kith.authority;

import dev.kith.crypto.CertificateAuthority;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Names a clock as the cause where it is one: by what can't be, by what the mesh once signed, and by the clock of the authority.
public final class Clocks {
  /// No program of this kind ran before.
  private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");
  /// From here on a difference is worth a word.
  private static final Duration SAID = Duration.ofSeconds(30);
  private static final String SET = "; set it (timedatectl set-ntp true, or date -s), then ";

  private Clocks() {}

  /// Before anything is made.
  ///
  /// @param again what to do once the clock is right
  /// @throws KithException CONFLICT if this machine's clock can't be right
  public static void demandPossible(Instant now, String again) {
    if (now.isBefore(EARLIEST))
      throw wrong(now, "it is later than " + EARLIEST, again);
  }

  /// Before a node of a mesh starts.
  ///
  /// @throws KithException CONFLICT if the clock is before what the mesh signed, or the node's card is over
  public static void demandFitting(Membership membership, Instant now) {
    String again = "start again";
    demandPossible(now, again);
    Instant late = now.plus(CertificateAuthority.SKEW);
    membership.roots().stream().map(root -> root.getNotBefore().toInstant()).filter(late::isBefore).findFirst()
        .ifPresent(from -> {
          throw wrong(now, "the root of this node's mesh is good from " + from + " on", again);
        });
    if (late.isBefore(membership.card().notBefore()))
      throw wrong(now, "the card of this node is good from " + membership.card().notBefore() + " on", again);
    if (!membership.isAuthority() && now.minus(CertificateAuthority.SKEW).isAfter(membership.card().notAfter()))
      throw new KithException(ErrorCode.CONFLICT, "the card of this node ended at " + membership.card().notAfter()
          + ", and this machine's clock says " + seconds(now) + ": if the clock is wrong" + SET.substring(1) + again
          + "; else the node can only come back as a new one: kith leave --offline, kith join");
  }

  /// How a machine's clock differs from the authority's, if it is worth a word.
  static Optional<String> difference(Instant here, Instant there) {
    Duration ahead = Duration.between(there, here);
    if (ahead.abs().compareTo(SAID) < 0)
      return Optional.empty();
    return Optional.of("this machine's clock is " + ahead.abs().toSeconds() + " s " + (ahead.isNegative() ? "behind" : "ahead of")
        + " that of the authority");
  }

  /// At the authority's door, before a token is used up: a card made now must be good for who asks for it.
  ///
  /// @param asker what its clock says
  /// @throws KithException CONFLICT
  static void demandClose(Instant asker, Instant here, Duration cardLife) {
    Duration ahead = Duration.between(here, asker);
    if (ahead.compareTo(CertificateAuthority.SKEW.negated()) >= 0 && ahead.compareTo(cardLife) < 0)
      return;
    throw new KithException(ErrorCode.CONFLICT, difference(asker, here).orElseThrow()
        + ": it would take its card for one of another time. Set the clock that is wrong (there it is " + seconds(here)
        + "), then join again; the token is still good");
  }

  /// For a certificate or card that is not good now.
  static String unlessWrong(Instant now) {
    return "; this machine's clock says " + seconds(now) + ": if that is wrong, set it, else look at the clock of the authority";
  }

  private static KithException wrong(Instant now, String but, String again) {
    return new KithException(ErrorCode.CONFLICT,
        "this machine's clock is wrong: it says " + seconds(now) + ", but " + but + SET + again);
  }

  private static Instant seconds(Instant now) { return now.truncatedTo(ChronoUnit.SECONDS); }
}
