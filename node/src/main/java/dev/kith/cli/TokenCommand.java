package dev.kith.cli;

import dev.kith.model.PlainText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kith token`: which nodes may join.
@Command(name = "token", mixinStandardHelpOptions = true, description = "Make, list and revoke tokens by which nodes join the mesh.", synopsisSubcommandLabel = "(create|list|revoke)", footer = {
    "", "Examples:", "  kith token create --role worker", "  kith token list --json", "  kith token revoke t7k2"})
final class TokenCommand {
  private TokenCommand() {}

  static CommandLine line(Terminal terminal) {
    return new CommandLine(new TokenCommand()).addSubcommand(new Create(terminal)).addSubcommand(new ListAll(terminal))
        .addSubcommand(new Revoke(terminal));
  }

  @Command(name = "create", mixinStandardHelpOptions = true, description = "Make a token. It is shown once; who has it can make a node of the mesh until it is used up, expired or revoked.", footer = {
      "", "Examples:", "  kith token create", "  kith token create --role controller --ttl 15min",
      "  kith token create --uses 5 --ttl 24h", "  kith token create --outbound-only       for a machine behind NAT"})
  static final class Create implements Callable<Integer> {
    @Option(names = "--role", paramLabel = "ROLE", description = "What its nodes will be: " + RoleName.DESCRIPTION
        + " Default: worker.")
    private String role = "worker";
    @Option(names = "--ttl", paramLabel = "TIME", description = "How long it is good, 60s to 24h. Default: 1h.")
    private String ttl;
    @Option(names = "--uses", paramLabel = "N", description = "Nodes that may join by it, 1 to 100. Default: 1.")
    private Integer uses;
    @Option(names = "--outbound-only", description = "For a node that others can't reach: it only dials out.")
    private boolean outboundOnly;
    @Mixin
    private Connection connection;
    @Mixin
    private Output output;

    private final Terminal terminal;

    Create(Terminal terminal) { this.terminal = terminal; }

    @Override
    public Integer call() {
      JsonObject body = new JsonObject().put("role", RoleName.checked(role));
      if (ttl != null)
        body.put("ttlSec", Span.seconds("--ttl", ttl));
      if (uses != null)
        body.put("uses", uses);
      if (outboundOnly)
        body.put("outboundOnly", true);
      try (Door door = connection.open(terminal)) {
        JsonObject made = door.post("/api/mesh/tokens", body);
        output.print(terminal, made, lines(made));
        return Exit.OK;
      }
    }

    private static List<String> lines(JsonObject made) {
      List<String> lines = new ArrayList<>();
      JsonArray join = made.getJsonArray("join", new JsonArray());
      if (join.isEmpty())
        lines.add("kith join HOST:PORT#" + PlainText.line(Views.text(made, "token")));
      join.forEach(each -> lines.add("kith join " + PlainText.line(String.valueOf(each))));
      lines.add("id " + Views.text(made, "id") + ", for " + Amount.counted(Views.whole(made, "maxUses"), Views.text(made, "role"))
          + Views.instant(made, "expiresAt").map(end -> ", ends " + Span.until(end, Instant.now())).orElse(""));
      if (Boolean.TRUE.equals(made.getValue("thisMachineOnly"))) {
        lines.add("This mesh is on 127.0.0.1 only, so run " + (join.size() > 1 ? "one of these" : "this")
            + " on this machine; another machine can't join by it. To let others in, stop the node, start it with"
            + " kith up --host 0.0.0.0, and make a token then.");
        lines.add("It is not shown again; give it to nobody else.");
        return lines;
      }
      lines.add("Run " + (join.size() > 1 ? "one of these" : "this")
          + " on the new machine. It is not shown again; give it to nobody else.");
      return lines;
    }
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "List tokens, without their secrets.", footer = {"",
      "Examples:", "  kith token list", "  kith token list --json"})
  static final class ListAll implements Callable<Integer> {
    @Mixin
    private Connection connection;
    @Mixin
    private Output output;

    private final Terminal terminal;

    ListAll(Terminal terminal) { this.terminal = terminal; }

    @Override
    public Integer call() {
      try (Door door = connection.open(terminal)) {
        JsonObject answer = door.get("/api/mesh/tokens");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TOKEN", "ROLE", "USED", "STATE", "ENDS", "MADE BY"));
        Instant now = Instant.now();
        Views.list(answer, "tokens").forEach(token -> rows.add(row((JsonObject) token, now)));
        output.print(terminal, answer, Columns.fitting(terminal, rows));
        return Exit.OK;
      }
    }

    private static List<String> row(JsonObject token, Instant now) {
      String role = Views.text(token, "role") + (Boolean.TRUE.equals(token.getValue("outboundOnly")) ? ", outbound only" : "");
      return List.of(Views.text(token, "id"), role, Views.whole(token, "uses") + " of " + Views.whole(token, "maxUses"),
          state(token, now), Views.instant(token, "expiresAt").map(end -> Span.until(end, now)).orElse("-"),
          Views.text(token, "issuer"));
    }

    private static String state(JsonObject token, Instant now) {
      if (Boolean.TRUE.equals(token.getValue("revoked")))
        return "revoked";
      if (Views.instant(token, "expiresAt").filter(now::isAfter).isPresent())
        return "expired";
      return Views.whole(token, "uses") >= Views.whole(token, "maxUses") ? "used up" : "good";
    }
  }

  @Command(name = "revoke", mixinStandardHelpOptions = true, description = "End a token. Nodes that joined by it stay: kith node revoke.", footer = {
      "", "Examples:", "  kith token revoke t7k2"})
  static final class Revoke implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The token's id, as listed.")
    private String id;
    @Mixin
    private Connection connection;
    @Mixin
    private Output output;

    private final Terminal terminal;

    Revoke(Terminal terminal) { this.terminal = terminal; }

    @Override
    public Integer call() {
      try (Door door = connection.open(terminal)) {
        JsonObject answer = door.delete("/api/mesh/tokens/" + PathId.checked(id));
        output.print(terminal, answer, List.of("token " + id + " revoked"));
        return Exit.OK;
      }
    }
  }
}
