package dev.kith.authority;

import dev.kith.message.AuthorityReply;
import dev.kith.message.AuthorityReply.Challenge;
import dev.kith.message.AuthorityReply.Done;
import dev.kith.message.AuthorityReply.Tokens;
import dev.kith.message.AuthorityRequest;
import dev.kith.message.AuthorityRequest.GetStatus;
import dev.kith.message.AuthorityRequest.GetUpdate;
import dev.kith.message.AuthorityRequest.GrantRole;
import dev.kith.message.AuthorityRequest.ListTokens;
import dev.kith.message.AuthorityRequest.MakeToken;
import dev.kith.message.AuthorityRequest.Proved;
import dev.kith.message.AuthorityRequest.Renew;
import dev.kith.message.AuthorityRequest.RevokeNode;
import dev.kith.message.AuthorityRequest.RevokeToken;
import dev.kith.message.AuthorityRequest.RotateIntermediate;
import dev.kith.message.AuthorityRequest.Shown;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Sender;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import java.util.function.Supplier;

/// What nodes ask of the authority over the bus. Whoever it is from was proved by its session; what it may ask, is decided here.
final class AuthorityDesk {
  private static final Logger LOG = LoggerFactory.getLogger(AuthorityDesk.class);

  private final CardAuthority authority;
  private final NodeId self;
  private final ChallengeDesk challenges;
  private final EnrolDoor.Blocking blocking;
  private final Runnable changed;
  private final Runnable left;
  private final Supplier<List<NodeId>> live;
  private final Supplier<List<String>> doors;

  /// @param self the node of the authority
  /// @param changed runs after what other nodes should hear of at once
  /// @param left the same for what ends the session of whoever asked: it must get its answer before
  /// @param live the nodes that are there now
  /// @param doors where new nodes reach the authority
  AuthorityDesk(CardAuthority authority, NodeId self, ChallengeDesk challenges, EnrolDoor.Blocking blocking, Runnable changed,
      Runnable left, Supplier<List<NodeId>> live, Supplier<List<String>> doors) {
    this.authority = authority;
    this.self = self;
    this.challenges = challenges;
    this.blocking = blocking;
    this.changed = changed;
    this.left = left;
    this.live = live;
    this.doors = doors;
  }

  Future<AuthorityReply> answer(Sender sender, AuthorityRequest request) {
    return switch (request) {
      case GetStatus _ -> blocking.run(() -> authority.status(live.get()));
      case GetUpdate update -> blocking.run(() -> authority.update(sender.node(), update));
      case Shown shown -> blocking.run(() -> authority.shown(sender.node(), shown)).map(this::told);
      case Renew renew -> blocking.run(() -> authority.renew(sender.node(), renew))
          .compose(renewal -> renewed(sender.node(), renewal));
      case Proved proved -> blocking.run(() -> authority.order(sender.node(), proved.order()))
          .compose(order -> complete(sender.node(), order));
      case MakeToken make -> operator(sender, () -> authority.makeToken(make).at(doors.get()));
      case ListTokens _ -> operator(sender, () -> new Tokens(authority.tokens()));
      case RevokeToken revoke -> operator(sender, () -> done(() -> authority.revokeToken(revoke.tokenId())));
      case RevokeNode revoke when revoke.node().equals(sender.node()) -> // any node may leave
        blocking.run(() -> done(() -> authority.revoke(revoke))).onSuccess(_ -> left.run());
      case RevokeNode revoke -> operator(sender, () -> done(() -> authority.revoke(revoke))).onSuccess(_ -> changed.run());
      case RotateIntermediate _ -> operator(sender, () -> done(authority::rotateIntermediate)).onSuccess(_ -> changed.run());
      case GrantRole grant -> operator(sender, () -> done(() -> authority.grant(grant))).onSuccess(_ -> changed.run());
    };
  }

  private AuthorityReply told(CardAuthority.TakenBack back) {
    if (back.news())
      changed.run();
    return back.update();
  }

  private Future<AuthorityReply> operator(Sender sender, Callable<AuthorityReply> work) {
    if (!sender.role().controls() && !sender.node().equals(self)) {
      return Future.failedFuture(new KithException(ErrorCode.FORBIDDEN, "node " + sender.node()
          + " is a worker; operators ask the authority from a node whose card says controller or dual"));
    }
    return blocking.run(work);
  }

  private Future<AuthorityReply> renewed(NodeId sender, Renewal renewal) {
    return switch (renewal) {
      case Renewal.Done done -> Future.succeededFuture(done.renewed());
      // What this node says of its own addresses needs no proof, and it can't be challenged: it does not let itself be sent to itself.
      case Renewal.Challenged challenged when sender.equals(self) ->
        issue(sender, challenged.order(), challenged.order().addresses());
      case Renewal.Challenged challenged ->
        Future.succeededFuture(new Challenge(challenged.order().id(), challenged.order().challenge()));
    };
  }

  private Future<AuthorityReply> complete(NodeId sender, Order order) {
    return blocking.run(() -> authority.card(sender)).compose(card -> challenges.noneElse(order, card))
        .compose(_ -> challenges.prove(order).recover(failure -> without(sender, order, failure)))
        .compose(proved -> issue(sender, order, proved));
  }

  /// A new address that the authority can't reach, as of a VPN, is no reason to let a card end.
  private Future<List<String>> without(NodeId sender, Order order, Throwable failure) {
    if (!(failure instanceof KithException known) || known.code() != ErrorCode.FORBIDDEN)
      return Future.failedFuture(failure);
    return blocking.run(() -> authority.hasOthers(sender, order.id())).compose(others -> {
      if (!others)
        return Future.failedFuture(failure);
      LOG.warn("the card of {} goes without {}: {}", sender, order.addresses(), failure.getMessage());
      return Future.succeededFuture(List.of());
    });
  }

  private Future<AuthorityReply> issue(NodeId sender, Order order, List<String> proved) {
    return blocking.run(() -> authority.completeRenewal(sender, order.id(), proved));
  }

  private static AuthorityReply done(Runnable work) {
    work.run();
    return new Done();
  }
}
