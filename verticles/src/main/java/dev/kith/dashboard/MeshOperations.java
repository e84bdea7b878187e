package dev.kith.dashboard;

import dev.kith.bus.Bus;
import dev.kith.codec.JsonFields;
import dev.kith.message.Addresses;
import dev.kith.message.AuthorityReply;
import dev.kith.message.AuthorityReply.TokenMade;
import dev.kith.message.AuthorityRequest;
import dev.kith.message.AuthorityRequest.MakeToken;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.NodesReply;
import dev.kith.message.NodesRequest;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The nodes of the mesh, who may join, and who no longer belongs. Asks the registry of this node and the authority of the mesh.
final class MeshOperations {
  static final List<String> ROLES = List.of("controller", "worker", "dual");
  private static final int LINES = 100;

  private final Bus bus;
  private final NodeId self;
  private final AuthorityDoor authority;

  MeshOperations(Bus bus, NodeId self, AuthorityDoor authority) {
    this.bus = bus;
    this.self = self;
    this.authority = authority;
  }

  Map<String, Action> actions() {
    return Map.ofEntries(Map.entry("listNodes", this::nodes), Map.entry("listPeers", this::peers), //
        Map.entry("pingNode", this::ping), Map.entry("readStats", this::stats), Map.entry("readLogs", this::logs), //
        Map.entry("makeToken", this::makeToken), Map.entry("listTokens", this::tokens),
        Map.entry("revokeToken", this::revokeToken), //
        Map.entry("meshCa", this::status), Map.entry("revokeNode", this::revoke), Map.entry("grantRole", this::grant), //
        Map.entry("rotateIntermediate", this::rotate), Map.entry("rekey", this::rekey));
  }

  private Future<Answer> nodes(Call call) { return ask(new NodesRequest.ListNodes(), NodesReply.Nodes.class, MeshAnswers::of); }

  private Future<Answer> peers(Call call) {
    Optional<Integer> nearest = call.queryText("nearest").map(text -> (int) Call.whole("nearest", text, 1, 1_000));
    return ask(new NodesRequest.ListPeers(nearest), NodesReply.Nodes.class, MeshAnswers::of);
  }

  private Future<Answer> ping(Call call) {
    return ask(new NodesRequest.PingNode(call.node()), NodesReply.Pinged.class, MeshAnswers::of);
  }

  private Future<Answer> stats(Call call) {
    Optional<NodeId> node = call.queryText("node").map(text -> Call.node("node", text));
    return ask(new NodesRequest.ReadStats(node), NodesReply.AllStats.class, MeshAnswers::of);
  }

  private Future<Answer> logs(Call call) {
    NodeId node = call.node();
    int lines = (int) call.query("lines", 1, 10_000, LINES);
    return ask(new NodesRequest.ReadLogs(node, lines), NodesReply.Logs.class, logs -> MeshAnswers.of(node, logs));
  }

  private Future<Answer> makeToken(Call call) {
    JsonFields body = call.body();
    Role role = role(body).orElse(Role.WORKER);
    Duration ttl = body.optionalWhole("ttlSec", 60, MakeToken.TTL_MAX.toSeconds()).map(Duration::ofSeconds).orElse(MakeToken.TTL);
    int uses = body.optionalWhole("uses", 1, 100).map(Long::intValue).orElse(1);
    boolean outboundOnly = body.optionalFlag("outboundOnly").orElse(false);
    body.end();
    return command(new MakeToken(call.caller().owner(), role, ttl, uses, outboundOnly), TokenMade.class,
        made -> MeshAnswers.of(made, made.doors().isEmpty() ? joinAddresses(call) : made.doors()));
  }

  /// Where new nodes reach the authority. If that is this node and nothing is known of its addresses: where the caller reached it.
  private List<String> joinAddresses(Call call) {
    List<String> known = authority.addresses();
    String host = call.visitor().host();
    return known.isEmpty() && authority.node().equals(self) && !host.isEmpty() ? List.of(host) : known;
  }

  private Future<Answer> tokens(Call call) {
    return command(new AuthorityRequest.ListTokens(), AuthorityReply.Tokens.class, MeshAnswers::of);
  }

  private Future<Answer> revokeToken(Call call) { return command(new AuthorityRequest.RevokeToken(call.id())); }

  private Future<Answer> status(Call call) {
    return command(new AuthorityRequest.GetStatus(), AuthorityReply.Status.class, MeshAnswers::of);
  }

  private Future<Answer> revoke(Call call) {
    NodeId node = call.node();
    JsonFields body = call.body();
    String reason = body.optionalText("reason", 0, 200).orElse("");
    body.end();
    return command(new AuthorityRequest.RevokeNode(node, reason));
  }

  private Future<Answer> grant(Call call) {
    NodeId node = call.node();
    JsonFields body = call.body();
    Role role = role(body).orElseThrow(() -> KithException.refused(ErrorCode.INVALID, "role", "is missing"));
    body.end();
    return command(new AuthorityRequest.GrantRole(node, role));
  }

  private Future<Answer> rotate(Call call) { return command(new AuthorityRequest.RotateIntermediate()); }

  private Future<Answer> rekey(Call call) {
    return ask(new NodesRequest.Rekey(), NodesReply.Rekeyed.class, done -> Answer.ok(Map.of("peers", done.peers())));
  }

  private static Optional<Role> role(JsonFields body) {
    return body.optionalOneOf("role", ROLES).map(text -> Role.valueOf(text.toUpperCase(Locale.ROOT)));
  }

  private Future<Answer> command(AuthorityRequest question) {
    return command(question, AuthorityReply.Done.class, _ -> Answer.ok(Map.of("ok", true)));
  }

  private <A extends AuthorityReply> Future<Answer> command(AuthorityRequest question, Class<A> kind,
      Function<A, Answer> answer) {
    return bus.request(Addresses.authority(authority.node()), question).map(kind::cast).map(answer);
  }

  private <A extends NodesReply> Future<Answer> ask(NodesRequest question, Class<A> kind, Function<A, Answer> answer) {
    return bus.request(Addresses.nodes(self), question).map(kind::cast).map(answer);
  }
}
