package dev.kith.registry;

import dev.kith.bus.Trust;
import dev.kith.message.Liveness;
import dev.kith.message.PeerRequest.PeerClaim;
import dev.kith.model.NodeId;
import java.util.List;
import java.util.Optional;

/// One peer as this node sees it, and the only place where its liveness changes (SWIM 4.2). Confined; times in ms of the table's clock.
///
/// | from | to | when |
/// |---|---|---|
/// | any | ALIVE | it answers, or makes a session (a departed one: with a new incarnation); or others say so of a later incarnation |
/// | ALIVE | SUSPECT | nobody gets an answer for `suspectAfter`; its connection closed and it does not answer; others say so |
/// | SUSPECT | DEAD | so for `deadAfter`, or `lostDeadAfter` after its connection closed; others say so |
/// | any | LEFT | it says goodbye, or others say it did |
///
/// What others say of a peer that answered this node itself a moment ago is not believed.
final class Peer {
  static final long NEVER = Long.MIN_VALUE / 4;
  static final int SCORE_START = 50;
  private static final int SCORE_MAX = 100;
  private static final double PING_WEIGHT = 0.2;

  final NodeId node;
  private final RegistryConfig config;
  Trust.Peer card;
  /// Whether a session proved the card since this node started; else it is remembered only.
  boolean proved;
  List<String> addresses = List.of();
  Optional<String> cluster = Optional.empty();
  Optional<NodeId> gateway = Optional.empty();
  Optional<Double> pingMillis = Optional.empty();
  Optional<Double> distanceKm = Optional.empty();
  final ClockSkew skew = new ClockSkew();
  int score = SCORE_START;
  Liveness liveness = Liveness.DEAD;
  String why = "not heard of since the start";
  long incarnation;
  long changedAt;
  long seenAt = NEVER;
  long askedAt = NEVER;
  long unansweredSince = NEVER;
  long relayedAt = NEVER;
  long lostAt = NEVER;
  int waiting;
  /// Pings in a row without an answer.
  int misses;
  boolean overRelay;
  /// Whether it says that it sees this node alive.
  boolean seesUs;
  /// Whether its gateway is this node.
  boolean linkedHere;
  private long twinAt = NEVER;

  Peer(Trust.Peer card, RegistryConfig config) {
    this.node = card.node();
    this.card = card;
    this.config = config;
  }

  void asked(long now) {
    askedAt = now;
    waiting++;
    if (unansweredSince == NEVER) unansweredSince = now;
  }

  /// @param millis from question to answer
  void answered(long itsIncarnation, double millis, long now) {
    waiting = Math.max(0, waiting - 1);
    if (liveness == Liveness.LEFT && itsIncarnation <= incarnation) return; // said before its goodbye
    double clamped = Math.clamp(millis, 0.0, 60_000.0);
    pingMillis = Optional.of(pingMillis.map(before -> before + PING_WEIGHT * (clamped - before)).orElse(clamped));
    score(1);
    overRelay = false;
    incarnation = Math.max(incarnation, itsIncarnation);
    alive("it answers", now);
  }

  /// A question to it came to nothing.
  void failed(boolean timedOut, long now) {
    waiting = Math.max(0, waiting - 1);
    misses++;
    score(timedOut ? -3 : -5);
    if (lostAt != NEVER && liveness == Liveness.ALIVE)
      become(Liveness.SUSPECT, "its connection closed and it does not answer", now);
  }

  /// Another node got an answer from it.
  void vouched(long now) {
    if (liveness != Liveness.ALIVE && liveness != Liveness.SUSPECT) return;
    overRelay = true;
    alive("others reach it", now);
  }

  /// A session with it was made.
  void heard(Trust.Peer shown, long now) {
    card = shown;
    proved = true;
    alive("a session with it was made", now);
  }

  void carrierLost(long now) { if (liveness == Liveness.ALIVE || liveness == Liveness.SUSPECT) lostAt = now; }

  void left(long now) { become(Liveness.LEFT, "it said goodbye", now); }

  /// What another node says of it.
  void claimed(PeerClaim claim, long now) {
    boolean stronger = claim.incarnation() > incarnation
        || (claim.incarnation() == incarnation && claim.liveness().compareTo(liveness) > 0);
    if (!stronger || (claim.liveness() != Liveness.ALIVE && fresh(now))) return;
    incarnation = claim.incarnation();
    become(claim.liveness(), "others say so", now);
    if (claim.liveness() == Liveness.ALIVE) unansweredSince = NEVER;
  }

  /// What silence makes of it.
  ///
  /// @param patience by how much this node, itself slow, stretches its time-outs; at least 1
  void sweep(long now, int patience) {
    switch (liveness) {
      case ALIVE -> {
        if (lostAt != NEVER && unansweredSince != NEVER && now - lostAt >= config.lostSuspectAfter() * patience)
          become(Liveness.SUSPECT, "its connection closed and it does not answer", now);
        else if (unansweredSince != NEVER && now - unansweredSince >= config.suspectAfter().toMillis() * patience)
          become(Liveness.SUSPECT, "no answer to this node, nor to others, for " + (now - unansweredSince) + " ms", now);
      }
      case SUSPECT -> {
        if (lostAt != NEVER && misses > 0 && now - lostAt >= config.lostDeadAfter().toMillis() * patience)
          become(Liveness.DEAD, "its connection closed and it did not answer again", now);
        else if (now - changedAt >= config.deadAfter().toMillis() * patience)
          become(Liveness.DEAD, "suspect for " + (now - changedAt) + " ms", now);
      }
      case DEAD, LEFT -> {
      }
    }
  }

  /// Two processes with its keys spoke.
  ///
  /// @return whether that is news
  boolean twin(long now) {
    boolean news = !hasTwin(now);
    twinAt = now;
    return news;
  }

  boolean hasTwin(long now) { return now - twinAt < RegistryConfig.TWIN_FOR.toMillis(); }

  boolean present() { return proved && (liveness == Liveness.ALIVE || liveness == Liveness.SUSPECT); }

  /// Answered lately, by its own.
  boolean fresh(long now) { return liveness == Liveness.ALIVE && now - seenAt < config.fresh(); }

  /// 1 direct, 2 over another node.
  int hops() { return overRelay || (gateway.isPresent() && !linkedHere) ? 2 : 1; }

  void score(int by) { score = Math.clamp(score + (long) by, 0, SCORE_MAX); }

  /// @param least the shortest time between two pings to a peer that is there
  boolean due(long now, long least) {
    if (waiting >= RegistryConfig.PINGS_WAITING_MAX) return false;
    long since = now - askedAt;
    return switch (liveness) {
      case ALIVE, SUSPECT -> since >= (lostAt == NEVER ? least : Math.min(least, config.lostDeadAfter().toMillis() / 2));
      case DEAD -> since >= Math.min(RegistryConfig.REPROBE_MAX.toMillis(), 1_000L << Math.min(misses, 10));
      case LEFT -> false;
    };
  }

  private void alive(String reason, long now) {
    seenAt = now;
    unansweredSince = NEVER;
    lostAt = NEVER;
    misses = 0;
    become(Liveness.ALIVE, reason, now);
  }

  private void become(Liveness next, String reason, long now) {
    if (liveness == next) return;
    liveness = next;
    why = reason;
    changedAt = now;
  }
}
