package dev.kith.authority;

import dev.kith.message.AuthorityReply;
import dev.kith.message.AuthorityReply.CardView;
import dev.kith.message.AuthorityReply.Challenge;
import dev.kith.message.AuthorityReply.Renewed;
import dev.kith.message.AuthorityReply.Show;
import dev.kith.message.AuthorityReply.Status;
import dev.kith.message.AuthorityReply.Update;
import dev.kith.message.AuthorityRequest;
import dev.kith.message.AuthorityRequest.GetStatus;
import dev.kith.message.AuthorityRequest.GetUpdate;
import dev.kith.message.AuthorityRequest.Proved;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard;
import dev.kith.model.Role;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node's card, its list of the revoked and its mesh keys current: asks the authority. Confined to one context; what
/// blocks is handed out.
final class Renewer {
  private static final Logger LOG = LoggerFactory.getLogger(Renewer.class);

  /// @param own what the card is to say of this node now
  /// @param ask of the authority's node
  record Ties(Membership membership, Supplier<Own> own, Function<AuthorityRequest, Future<AuthorityReply>> ask,
      EnrolDoor.Blocking blocking, int challengePort, InstantSource clock) {}

  private final Ties ties;
  private final RenewalPlan plan;
  private Optional<Role> granted = Optional.empty();
  /// What the present card was asked for with: the authority leaves out addresses that it can't reach, which is no reason to ask again.
  private Optional<Own> said = Optional.empty();
  private boolean busy;
  private boolean alarmed;

  Renewer(Ties ties, RenewalPlan plan) {
    this.ties = ties;
    this.plan = plan;
  }

  /// Asks for a new card if it is time to.
  ///
  /// @return succeeds when that is done or was not due; never fails
  Future<Void> check() {
    Instant now = ties.clock.instant();
    NodeCard card = ties.membership.card();
    alarm(now, card);
    Own own = ties.own.get();
    boolean changed = (ties.membership.differs(own) && !said.equals(Optional.of(own)))
        || granted.filter(role -> role != card.role()).isPresent();
    if (busy || !plan.due(now, card, ties.membership.renewAt(), changed))
      return Future.succeededFuture();
    return renew().otherwiseEmpty();
  }

  /// Asks for a new card now.
  Future<Void> renew() {
    if (busy)
      return Future.failedFuture(new KithException(ErrorCode.CONFLICT, "cannot renew the card: a request for it is under way"));
    busy = true;
    Membership membership = ties.membership;
    Own own = ties.own.get();
    return ties.blocking.run(() -> membership.renewal(own))
        .compose(asked -> ties.ask.apply(asked.request()).compose(reply -> proved(reply, own))
            .compose(renewed -> kept(asked, renewed)))
        .onComplete(_ -> busy = false).onSuccess(_ -> {
          granted = Optional.empty();
          said = Optional.of(own);
          alarmed = false;
          LOG.info("the card of this node was renewed: {}, good until {}", membership.card().serial(),
              membership.card().notAfter());
        }).onFailure(failure -> {
          Duration wait = plan.failed(ties.clock.instant(), membership.card());
          LOG.warn("the card of this node could not be renewed (it is good until {}); next try in {} s: {}",
              membership.card().notAfter(), wait.toSeconds(), failure.getMessage());
        });
  }

  private Future<Renewed> proved(AuthorityReply reply, Own own) {
    return switch (reply) {
      case Renewed renewed -> Future.succeededFuture(renewed);
      case Challenge challenge -> answered(challenge, own);
      default -> Future.failedFuture(unexpected("Renew", reply));
    };
  }

  private Future<Renewed> answered(Challenge challenge, Own own) {
    Membership membership = ties.membership;
    return ties.blocking.run(() -> ChallengeServer.open(ChallengeServer.homes(own.addresses()), ties.challengePort,
        challenge.token(), membership.answer(challenge.token())))
        .compose(server -> ties.ask.apply(new Proved(challenge.order())).onComplete(_ -> server.close()))
        .compose(reply -> reply instanceof Renewed renewed
            ? Future.succeededFuture(renewed)
            : Future.failedFuture(unexpected("Proved", reply)));
  }

  private Future<Void> kept(Membership.Asked asked, Renewed renewed) {
    return ties.blocking.run(() -> {
      ties.membership.renewed(asked, renewed, ties.clock.instant());
      return null;
    });
  }

  /// Fetches the list of the revoked and the mesh keys, and whether another role was granted.
  ///
  /// @return whether anything was new
  Future<Boolean> update() {
    Membership membership = ties.membership;
    return ties.ask.apply(new GetUpdate(membership.lists().ids(), membership.card().serial()))
        .compose(reply -> reply instanceof Show show ? shown(show) : Future.succeededFuture(reply))
        .compose(reply -> reply instanceof Update update
            ? keep(update)
            : Future.failedFuture(unexpected("GetUpdate", reply)));
  }

  private Future<AuthorityReply> shown(Show show) {
    LOG.warn("the authority's node {} has forgotten {} (was it restored from a backup?): it is shown to it again",
        ties.membership.authority(), show.list().map(id -> "list " + id + " of the revoked").orElse("this node's card"));
    return ties.ask.apply(ties.membership.shown(show.list()));
  }

  /// Asks which role the next card may say.
  Future<Void> askRole() {
    return ties.ask.apply(new GetStatus()).compose(reply -> {
      if (!(reply instanceof Status status))
        return Future.failedFuture(unexpected("GetStatus", reply));
      granted = status.cards().stream().filter(card -> card.node().equals(ties.membership.node())).map(CardView::role)
          .findFirst();
      return check();
    });
  }

  /// Takes a list of the revoked that another node passed on.
  ///
  /// @return whether it was new
  Future<Boolean> revoked(String signed) { return keep(new Update(signed, List.of())); }

  private Future<Boolean> keep(Update update) {
    return ties.blocking.run(() -> ties.membership.update(update, ties.clock.instant()));
  }

  private void alarm(Instant now, NodeCard card) {
    if (alarmed || !RenewalPlan.alarming(now, card))
      return;
    alarmed = true;
    LOG.error(
        "ALARM: the card of this node ends at {} and could not be renewed yet; is the authority's node {} up and reachable?",
        card.notAfter(), ties.membership.authority());
  }

  private static KithException unexpected(String asked, AuthorityReply reply) {
    return new KithException(ErrorCode.INTERNAL, "the authority answered " + asked + " with " + reply.getClass().getSimpleName());
  }
}
