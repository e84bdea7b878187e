package dev.kith.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kith key`: who may do what.
@Command(name = "key", mixinStandardHelpOptions = true, description = "Make, list and revoke keys of clients.", synopsisSubcommandLabel = "(create|list|revoke)", footer = {
    "", "Examples:", "  kith key create --label laptop --scopes jobs,watch", "  kith key list --json", "  kith key revoke k-7"})
final class KeyCommand {
  static CommandLine line(Terminal terminal) {
    return new CommandLine(new KeyCommand()).addSubcommand(new Create(terminal)).addSubcommand(new ListAll(terminal))
        .addSubcommand(new Revoke(terminal));
  }

  @Command(name = "create", mixinStandardHelpOptions = true, description = "Make a key. It is shown once, as text and as 24 words.", footer = {
      "",
      "Scopes: jobs (one's own jobs), jobs-all (everybody's), invites, watch (workers, nodes and metrics), keys, nodes (steer the mesh).",
      "", "Examples:",
      "  kith key create --label laptop", "  kith key create --label ci --scopes jobs --ttl-sec 86400 --json"})
  static final class Create implements Callable<Integer> {
    @Option(names = "--label", paramLabel = "TEXT", description = "What to call it, at most 64 characters.")
    private String label = "";
    @Option(names = "--scopes", split = ",", paramLabel = "SCOPE", description = "What it allows, separated by commas. Default: jobs,watch.")
    private List<String> scopes = List.of("jobs", "watch");
    @Option(names = "--ttl-sec", paramLabel = "S", description = "How long it is good, in seconds. Default: until revoked.")
    private Long ttlSeconds;
    @Mixin
    private Connection connection;
    @Mixin
    private Output output;

    private final Terminal terminal;

    Create(Terminal terminal) { this.terminal = terminal; }

    @Override
    public Integer call() {
      JsonObject body = new JsonObject().put("label", label).put("scopes", new JsonArray(scopes));
      if (ttlSeconds != null)
        body.put("ttlSec", ttlSeconds);
      try (Door door = connection.open(terminal)) {
        JsonObject key = door.post("/api/keys", body);
        output.print(terminal, key,
            List.of("id     " + Views.text(key, "id"), "key    " + Views.text(key, key.containsKey("key") ? "key" : "secret"),
                "words  " + Views.text(key, "mnemonic"), "Keep it: it is not shown again."));
        return Exit.OK;
      }
    }
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "List keys, without their secrets.", footer = {"",
      "Examples:", "  kith key list", "  kith key list --json"})
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
        JsonObject answer = door.get("/api/keys");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("KEY", "LABEL", "SCOPES", "CREATED", "EXPIRES", "LAST USED", "REVOKED"));
        for (Object one : Views.list(answer, "keys")) {
          JsonObject key = (JsonObject) one;
          rows.add(List.of("id", "label", "scopes", "createdAt", "expiresAt", "lastUsedAt", "revoked").stream()
              .map(name -> Views.text(key, name)).toList());
        }
        List<String> lines = new ArrayList<>(Columns.of(rows));
        String warning = Views.text(answer, "accessWarning");
        if (!warning.isEmpty())
          lines.add("warning: " + warning);
        output.print(terminal, answer, lines);
        return Exit.OK;
      }
    }
  }

  @Command(name = "revoke", mixinStandardHelpOptions = true, description = "End a key, and the sessions that were opened with it.", footer = {
      "", "Examples:", "  kith key revoke k-7"})
  static final class Revoke implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The key's id, as listed.")
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
        JsonObject answer = door.delete("/api/keys/" + PathId.checked(id));
        output.print(terminal, answer, List.of("key " + id + " revoked"));
        return Exit.OK;
      }
    }
  }
}
