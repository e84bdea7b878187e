package dev.kith.registry;

import dev.kith.bus.Homeward;
import dev.kith.bus.Trust;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.PeerReply;
import dev.kith.message.PeerRequest;
import dev.kith.message.Sender;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers other nodes. Confined.
final class PeerDoor {
  private static final Logger LOG = LoggerFactory.getLogger(PeerDoor.class);
  static final int RELAYED_MAX = 32;

  private final NodeId self;
  private final PeerTable table;
  private final PeerViews views;
  private final Prober prober;
  private final Gossip gossip;
  private final Ties ties;
  private final InstantSource clock;
  private final LongSupplier now;
  private int relayed;

  PeerDoor(NodeId self, PeerTable table, PeerViews views, Prober prober, Gossip gossip, Ties ties, InstantSource clock,
      LongSupplier now) {
    this.self = self;
    this.table = table;
    this.views = views;
    this.prober = prober;
    this.gossip = gossip;
    this.ties = ties;
    this.clock = clock;
    this.now = now;
  }

  Future<PeerReply> answer(Sender sender, PeerRequest request) {
    if (!sender.node().equals(self) && !(request instanceof PeerRequest.Disconnect))
      ties.known(sender.node()).ifPresent(this::spoke);
    return switch (request) {
      case PeerRequest.Ping(long sentAt) -> Future.succeededFuture(pong(sentAt));
      case PeerRequest.Probe(NodeId node) -> relay(node);
      case PeerRequest.Exchange(var claims) -> {
        gossip.hear(sender.node(), claims);
        yield Future.succeededFuture(new PeerReply.Claims(views.claims(now.getAsLong())));
      }
      case PeerRequest.GetStats() -> Future.succeededFuture(new PeerReply.Stats(views.stats()));
      case PeerRequest.GetLogs(int lines, var since) -> {
        if (!sender.role().controls())
          throw new KithException(ErrorCode.FORBIDDEN,
              "logs are not for node " + sender.node() + ": its role is " + sender.role());
        LogRing.Page page = ties.logs().last(lines, since);
        yield Future.succeededFuture(new PeerReply.Logs(page.lines(), page.hasMore()));
      }
      case PeerRequest.Disconnect(int code, String reason) -> {
        LOG.info("node {} says goodbye (code {})", sender.node(), code);
        LOG.debug("its reason: {}", reason);
        if (!sender.node().equals(self)) table.left(sender.node(), now.getAsLong());
        yield Future.succeededFuture(new PeerReply.Ok());
      }
      case PeerRequest.NewCard(String credential) -> Homeward.of(ties.newCard(sender.node(), credential)).map(_ -> {
        ties.known(sender.node()).ifPresent(this::spoke);
        return new PeerReply.Ok();
      });
      case PeerRequest.Revoked(String signed) -> Homeward.of(ties.revoked(signed)).map(_ -> new PeerReply.Ok());
    };
  }

  private PeerReply.Pong pong(long sentAt) { return new PeerReply.Pong(sentAt, clock.millis(), table.incarnation()); }

  private void spoke(Trust.Peer card) {
    if (!table.spoke(card, now.getAsLong()))
      throw new KithException(ErrorCode.UNAVAILABLE, "the table of peers is full (" + table.all().size() + ")");
  }

  private Future<PeerReply> relay(NodeId node) {
    if (node.equals(self)) return Future.succeededFuture(pong(clock.millis()));
    if (table.get(node).filter(peer -> peer.proved).isEmpty())
      throw new KithException(ErrorCode.NOT_FOUND, "node " + node + " is not known here");
    if (relayed >= RELAYED_MAX)
      throw new KithException(ErrorCode.UNAVAILABLE, relayed + " nodes are being tried for others, the most possible");
    relayed++;
    return prober.relayed(node).onComplete(_ -> relayed--);
  }
}
