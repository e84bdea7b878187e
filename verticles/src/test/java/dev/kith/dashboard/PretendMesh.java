package dev.kith.dashboard;

import dev.kith.bus.Bus;
import dev.kith.message.Addresses;
import dev.kith.message.AuthorityReply;
import dev.kith.message.AuthorityRequest;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Liveness;
import dev.kith.message.NodeStats;
import dev.kith.message.NodesReply;
import dev.kith.message.NodesReply.NodeView;
import dev.kith.message.NodesRequest;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A registry and an authority as far as the door sees them.
final class PretendMesh implements AuthorityDoor {
  static final NodeId OTHER = new NodeId("fedcba9876543210fedcba9876543210");
  static final Instant T0 = Neighbours.T0;

  final List<NodesRequest> asked = new CopyOnWriteArrayList<>();
  final List<AuthorityRequest> commanded = new CopyOnWriteArrayList<>();
  volatile List<String> addresses = List.of("192.0.2.7:8080", "[2001:db8::7]:8080");
  /// Whom it knows; empty: itself and another one.
  volatile List<NodeView> nodes = List.of();
  private final NodeId self;

  PretendMesh(NodeId self) { this.self = self; }

  @Override
  public NodeId node() { return self; }

  @Override
  public List<String> addresses() { return addresses; }

  Future<?> serve(Bus bus) {
    return Future.all(bus.serve(Addresses.nodes(self), this::registry), bus.serve(Addresses.authority(self), this::authority));
  }

  private Future<NodesReply> registry(NodesRequest question) {
    asked.add(question);
    return Future.succeededFuture(switch (question) {
      case NodesRequest.ListNodes _ -> new NodesReply.Nodes("ab".repeat(16), nodes.isEmpty() ? List.of(own(), other()) : nodes);
      case NodesRequest.ListPeers _ -> new NodesReply.Nodes("ab".repeat(16), List.of(other()));
      case NodesRequest.PingNode(NodeId node) -> new NodesReply.Pinged(known(node), "far", 12.5);
      case NodesRequest.ReadStats(var node) -> new NodesReply.AllStats(List.of(stats(node.orElse(self))), List.of(OTHER));
      case NodesRequest.ReadLogs(NodeId node, int lines) ->
        new NodesReply.Logs(List.of(known(node).value(), "line " + lines), true);
      case NodesRequest.Rekey _ -> new NodesReply.Rekeyed(3);
    });
  }

  List<String> doors = List.of();

  private Future<AuthorityReply> authority(AuthorityRequest question) {
    commanded.add(question);
    return Future.succeededFuture(switch (question) {
      case AuthorityRequest.MakeToken(String issuer, Role role, Duration ttl, int uses, boolean outbound) ->
        new AuthorityReply.TokenMade(new AuthorityReply.TokenView("t1", issuer, role, 0, uses, outbound, T0, T0.plus(ttl), false),
            "s3cret", doors, doors.stream().allMatch(door -> door.startsWith("127.")) && !doors.isEmpty());
      case AuthorityRequest.ListTokens _ -> new AuthorityReply.Tokens(
          List.of(new AuthorityReply.TokenView("t1", "alice", Role.WORKER, 0, 1, false, T0, T0.plusSeconds(3600), false)));
      case AuthorityRequest.RevokeToken(String id) -> done(id.endsWith("1"));
      case AuthorityRequest.GetStatus _ -> status();
      case AuthorityRequest.RevokeNode(NodeId node, var _) -> done(known(node) != null);
      case AuthorityRequest.GrantRole(NodeId node, var _) -> done(known(node) != null);
      case AuthorityRequest.RotateIntermediate _ -> new AuthorityReply.Done();
      default -> throw new KithException(ErrorCode.INVALID, "no door asks this");
    });
  }

  private AuthorityReply status() {
    return new AuthorityReply.Status("ab".repeat(16), self, "cd".repeat(32), T0.plus(Duration.ofDays(3650)),
        T0.plus(Duration.ofDays(365)), List.of(new AuthorityReply.CardView(OTHER, "far", Role.WORKER, "1f", List.of("192.0.2.9"),
            T0, T0.plus(Duration.ofDays(90)), T0.plus(Duration.ofDays(60)), true)),
        List.of(OTHER),
        List.of(new AuthorityReply.RevokedView(new NodeId("00".repeat(16)), "lost", "stolen", T0)), 4, true);
  }

  private NodeView own() {
    return new NodeView(self, "here", Role.DUAL, Liveness.ALIVE, true, List.of("192.0.2.7"), "self", Optional.of(0.0), 0,
        Optional.of(0.0), 100, 5, T0.plus(Duration.ofDays(90)), Optional.empty(), Optional.of(0L), false);
  }

  private static NodeView other() {
    return new NodeView(OTHER, "far", Role.WORKER, Liveness.SUSPECT, false, List.of("192.0.2.9"), "link", Optional.of(12.5), 1,
        Optional.empty(), 60, 1, T0.plus(Duration.ofDays(9)), Optional.of(T0), Optional.of(600_000L), true);
  }

  private static NodeStats stats(NodeId node) {
    return new NodeStats(node, "here", "1.0", 5000, 4, -1, 10, 20, Map.of("sessions", 2L));
  }

  private NodeId known(NodeId node) {
    if (!node.equals(self) && !node.equals(OTHER))
      throw new KithException(ErrorCode.NOT_FOUND, "no such node");
    return node;
  }

  private static AuthorityReply done(boolean there) {
    if (!there)
      throw new KithException(ErrorCode.NOT_FOUND, "no such thing");
    return new AuthorityReply.Done();
  }
}
