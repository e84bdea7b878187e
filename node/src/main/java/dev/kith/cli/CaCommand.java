package dev.kith.cli;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.node.DataDirectory;
import dev.kith.node.RootKey;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kith ca`: the authority of the mesh.
@Command(name = "ca", mixinStandardHelpOptions = true, description = "See and steer the authority that signs cards and certificates.", synopsisSubcommandLabel = "(status|rotate|export-root)", footer = {
    "", "Examples:", "  kith ca status", "  kith ca export-root --out /media/stick/root.pem --remove"})
final class CaCommand {
  private CaCommand() {}

  static CommandLine line(Terminal terminal) {
    return new CommandLine(new CaCommand()).addSubcommand(new Status(terminal)).addSubcommand(new Rotate(terminal))
        .addSubcommand(new ExportRoot(terminal));
  }

  @Command(name = "status", mixinStandardHelpOptions = true, description = "Show what the authority has signed and how long that is good. Warns if less than a third of a card's life is left.", footer = {
      "", "Examples:", "  kith ca status", "  kith ca status --json"})
  static final class Status implements Callable<Integer> {
    @Mixin
    private Connection connection;
    @Mixin
    private Output output;

    private final Terminal terminal;

    Status(Terminal terminal) { this.terminal = terminal; }

    @Override
    public Integer call() {
      try (Door door = connection.open(terminal)) {
        JsonObject status = door.get("/api/mesh/ca");
        Instant now = Instant.now();
        output.print(terminal, status, CaText.lines(terminal, status, now));
        CaText.warnings(status, now).forEach(warning -> terminal.say("kith: warning: " + warning));
        return Exit.OK;
      }
    }
  }

  @Command(name = "rotate", mixinStandardHelpOptions = true, description = "Make a new intermediate, the key that signs cards. The old one stays good until its cards have been renewed. Needs the root key in the data directory of the authority.", footer = {
      "", "Examples:", "  kith ca rotate", "  kith ca rotate --json"})
  static final class Rotate implements Callable<Integer> {
    @Mixin
    private Connection connection;
    @Mixin
    private Output output;

    private final Terminal terminal;

    Rotate(Terminal terminal) { this.terminal = terminal; }

    @Override
    public Integer call() {
      try (Door door = connection.open(terminal)) {
        JsonObject answer = door.call("POST", "/api/mesh/rotate-intermediate", null, Map.of());
        output.print(terminal, answer,
            List.of("a new intermediate signs from now on; cards of the old one stay good until renewed"));
        return Exit.OK;
      }
    }
  }

  @Command(name = "export-root", mixinStandardHelpOptions = true, description = "Write the root's certificate and private key into a file to be kept offline. On the machine that made the mesh; its node may run or not.", footer = {
      "", "The key is needed for kith ca rotate only. Who has it can make any node of the mesh.", "", "Examples:",
      "  kith ca export-root --out /media/stick/root.pem", "  kith ca export-root --out /media/stick/root.pem --remove"})
  static final class ExportRoot implements Callable<Integer> {
    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file, which must not be there yet. Only this user may read it.")
    private Path out;
    @Option(names = "--remove", description = "Delete the key from the data directory once the file was read back.")
    private boolean remove;
    @Option(names = "--data", paramLabel = "DIR", description = "Data directory of the node. Default: $KITH_DATA, else the usual place.")
    private Path data;
    @Mixin
    private Output output;

    private final Terminal terminal;

    ExportRoot(Terminal terminal) { this.terminal = terminal; }

    @Override
    public Integer call() {
      try {
        RootKey.export(data == null ? DataDirectory.of(terminal.environment()) : data, out, remove);
      } catch (KithException refused) {
        boolean no = refused.code() == ErrorCode.NOT_FOUND || refused.code() == ErrorCode.CONFLICT;
        throw new CommandFailed(no ? Exit.REFUSED : Exit.FAILED, refused.getMessage(), refused);
      }
      output.print(terminal, new JsonObject().put("ok", true).put("file", out.toString()).put("removed", remove),
          List.of("the root is in " + out + (remove ? " and no longer in the data directory" : "")));
      return Exit.OK;
    }
  }
}
