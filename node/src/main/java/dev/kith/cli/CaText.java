package dev.kith.cli;

import dev.kith.model.PlainText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the authority says of itself, for people.
final class CaText {
  /// The root and the intermediate live for years and have to be replaced by hand.
  private static final Duration SOON = Duration.ofDays(60);

  private CaText() {}

  static List<String> lines(Terminal terminal, JsonObject status, Instant now) {
    List<String> lines = new ArrayList<>(Columns.of(List.of(List.of("mesh", Views.text(status, "mesh")),
        List.of("authority", Views.text(status, "authority")), List.of("fingerprint", Views.text(status, "fingerprint")),
        List.of("root", ends(status, "rootUntil", now)), List.of("intermediate", ends(status, "intermediateUntil", now)),
        List.of("mesh key", "number " + Views.text(status, "meshKey")),
        List.of("root key", Boolean.TRUE.equals(status.getValue("rootKeyHere"))
            ? "in the data directory; kith ca export-root --remove takes it offline"
            : "offline"))));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NODE", "NAME", "ROLE", "CARD ENDS", "RENEWS"));
    for (Object one : Views.list(status, "cards")) {
      JsonObject card = (JsonObject) one;
      rows.add(List.of(Peer.shortened(Views.text(card, "nodeId")), Views.text(card, "name"), Views.text(card, "role"),
          when(card, "notAfter", now), when(card, "renewAt", now)
              + (Boolean.TRUE.equals(card.getValue("shown")) ? "; recorded again from its card" : "")));
    }
    for (Object node : unrecorded(status))
      rows.add(List.of(Peer.shortened(String.valueOf(node)), "-", "-", "-", "lives, but is not in the authority's journal"));
    lines.add("");
    lines.addAll(Columns.fitting(terminal, rows));
    lines.addAll(revoked(terminal, status));
    return lines;
  }

  private static List<String> revoked(Terminal terminal, JsonObject status) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("REVOKED", "NAME", "WHEN", "REASON"));
    for (Object one : Views.list(status, "revoked")) {
      JsonObject node = (JsonObject) one;
      rows.add(List.of(Peer.shortened(Views.text(node, "nodeId")), Views.text(node, "name"), Views.text(node, "revokedAt"),
          Views.text(node, "reason")));
    }
    List<String> lines = new ArrayList<>();
    if (rows.size() > 1) {
      lines.add("");
      lines.addAll(Columns.fitting(terminal, rows));
    }
    return lines;
  }

  /// What should not be as it is: a card is renewed after two thirds of its life, so one with less than a third left is late.
  static List<String> warnings(JsonObject status, Instant now) {
    List<String> warnings = new ArrayList<>(forgotten(status));
    for (Object one : Views.list(status, "cards")) {
      JsonObject card = (JsonObject) one;
      Instant from = Views.instant(card, "notBefore").orElse(now);
      Instant to = Views.instant(card, "notAfter").orElse(Instant.MAX);
      if (to.isBefore(now.plus(Duration.between(from, to.equals(Instant.MAX) ? from : to).dividedBy(3))))
        warnings.add("the card of " + PlainText.line(Peer.label(card)) + " ends " + Span.until(to, now)
            + " and should have been renewed: does the node run, and reach the authority?");
    }
    soon(status, "intermediateUntil", now)
        .ifPresent(end -> warnings.add("the intermediate ends " + Span.until(end, now) + ": kith ca rotate"));
    soon(status, "rootUntil", now).ifPresent(end -> warnings.add("the root ends " + Span.until(end, now) + ": plan a new mesh"));
    return warnings;
  }

  private static JsonArray unrecorded(JsonObject status) {
    return status.getValue("unrecorded") instanceof JsonArray nodes ? nodes : new JsonArray();
  }

  private static List<String> forgotten(JsonObject status) {
    long again = Views.list(status, "cards").stream().filter(card -> Boolean.TRUE.equals(((JsonObject) card).getValue("shown")))
        .count();
    int lacking = unrecorded(status).size();
    if (again + lacking == 0)
      return List.of();
    return List.of("the authority's journal is older than " + Amount.counted(again + lacking, "node")
        + " (was it restored from a backup?); whom you do not know: kith node revoke ID");
  }

  private static java.util.Optional<Instant> soon(JsonObject status, String name, Instant now) {
    return Views.instant(status, name).filter(end -> end.isBefore(now.plus(SOON)));
  }

  private static String ends(JsonObject view, String name, Instant now) {
    return Views.instant(view, name).map(end -> "ends " + Span.until(end, now) + " (" + end.toString().substring(0, 10) + ")")
        .orElse("-");
  }

  private static String when(JsonObject view, String name, Instant now) {
    return Views.instant(view, name).map(end -> Span.until(end, now)).orElse("-");
  }
}
