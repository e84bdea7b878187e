package dev.kith.dashboard;

import dev.kith.message.AuthorityReply;
import dev.kith.message.AuthorityReply.CardView;
import dev.kith.message.AuthorityReply.RevokedView;
import dev.kith.message.AuthorityReply.TokenMade;
import dev.kith.message.AuthorityReply.TokenView;
import dev.kith.message.NodeStats;
import dev.kith.message.NodesReply;
import dev.kith.message.NodesReply.NodeView;
import dev.kith.model.NodeId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the registry and the authority say, in the words of the contract.
final class MeshAnswers {
  private MeshAnswers() {}

  static Answer of(NodesReply.Nodes nodes) {
    return Answer.ok(Map.of("mesh", nodes.mesh(), "nodes", nodes.nodes().stream().map(MeshAnswers::view).toList()));
  }

  static Answer of(NodesReply.Pinged pinged) {
    return Answer.ok(Map.of("nodeId", pinged.node().value(), "name", pinged.name(), "pingMs", pinged.millis()));
  }

  static Answer of(NodesReply.AllStats all) {
    return Answer.ok(Map.of("stats", all.stats().stream().map(MeshAnswers::view).toList(), //
        "silent", all.silent().stream().map(NodeId::value).toList()));
  }

  static Answer of(NodeId node, NodesReply.Logs logs) {
    return Answer.ok(Map.of("nodeId", node.value(), "lines", logs.lines(), "hasMore", logs.hasMore()));
  }

  static Answer of(AuthorityReply.Tokens tokens) {
    return Answer.ok(Map.of("tokens", tokens.tokens().stream().map(MeshAnswers::view).toList()));
  }

  /// @param addresses of the authority's door, `host:port`
  static Answer of(TokenMade made, List<String> addresses) {
    Map<String, Object> answer = view(made.view());
    answer.put("token", made.token());
    answer.put("join", addresses.stream().map(address -> address + "#" + made.token()).toList());
    answer.put("thisMachineOnly", made.thisMachine());
    return Answer.made(answer);
  }

  static Answer of(AuthorityReply.Status status) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("mesh", status.mesh());
    answer.put("authority", status.authority().value());
    answer.put("fingerprint", status.fingerprint());
    answer.put("rootUntil", status.rootUntil().toString());
    answer.put("intermediateUntil", status.intermediateUntil().toString());
    answer.put("rootKeyHere", status.rootKeyHere());
    answer.put("meshKey", status.meshKey());
    answer.put("cards", status.cards().stream().map(MeshAnswers::view).toList());
    answer.put("unrecorded", status.unrecorded().stream().map(NodeId::value).toList());
    answer.put("revoked", status.revoked().stream().map(MeshAnswers::view).toList());
    return Answer.ok(answer);
  }

  private static Map<String, Object> view(NodeView node) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("nodeId", node.node().value());
    answer.put("name", node.name());
    answer.put("role", word(node.role()));
    answer.put("liveness", word(node.liveness()));
    answer.put("self", node.self());
    answer.put("addresses", node.addresses());
    answer.put("carrier", node.carrier());
    answer.put("pingMs", node.pingMillis().orElse(null));
    answer.put("hops", node.hops());
    answer.put("distanceKm", node.distanceKm().orElse(null));
    answer.put("score", node.score());
    answer.put("incarnation", node.incarnation());
    answer.put("cardUntil", node.cardUntil().toString());
    answer.put("lastSeenAt", node.lastSeenAt().map(Instant::toString).orElse(null));
    answer.put("skewMillis", node.skewMillis().orElse(null));
    answer.put("twin", node.twin());
    return answer;
  }

  private static Map<String, Object> view(NodeStats stats) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("nodeId", stats.node().value());
    answer.put("name", stats.name());
    answer.put("version", stats.version());
    answer.put("uptimeMs", stats.uptimeMillis());
    answer.put("cores", stats.cores());
    answer.put("loadAverage", stats.loadAverage() < 0 ? null : stats.loadAverage());
    answer.put("heapUsedBytes", stats.heapUsedBytes());
    answer.put("heapMaxBytes", stats.heapMaxBytes());
    answer.put("figures", stats.figures());
    return answer;
  }

  private static Map<String, Object> view(TokenView token) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", token.id());
    answer.put("issuer", token.issuer());
    answer.put("role", word(token.role()));
    answer.put("uses", token.uses());
    answer.put("maxUses", token.maxUses());
    answer.put("outboundOnly", token.outboundOnly());
    answer.put("createdAt", token.createdAt().toString());
    answer.put("expiresAt", token.expiresAt().toString());
    answer.put("revoked", token.revoked());
    return answer;
  }

  private static Map<String, Object> view(CardView card) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("nodeId", card.node().value());
    answer.put("name", card.name());
    answer.put("role", word(card.role()));
    answer.put("serial", card.serial());
    answer.put("addresses", card.addresses());
    answer.put("notBefore", card.notBefore().toString());
    answer.put("notAfter", card.notAfter().toString());
    answer.put("renewAt", card.renewAt().toString());
    answer.put("shown", card.shown());
    return answer;
  }

  private static Map<String, Object> view(RevokedView revoked) {
    return Map.of("nodeId", revoked.node().value(), "name", revoked.name(), "reason", revoked.reason(), //
        "revokedAt", revoked.at().toString());
  }

  private static String word(Enum<?> value) { return value.name().toLowerCase(Locale.ROOT); }
}
