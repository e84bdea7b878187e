package dev.kith.cli;

import dev.kith.model.PlainText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kith ping`: there and back.
@Command(name = "ping", mixinStandardHelpOptions = true, description = "Measure how long a sealed message to a node and back takes.", footer = {
    "", "Examples:", "  kith ping cellar", "  kith ping 3fa9c1 --count 20", "  kith ping cellar --json"})
final class PingCommand implements Callable<Integer> {
  private static final int COUNT_MAX = 1_000;

  @Parameters(paramLabel = "PEER", description = Peer.DESCRIPTION)
  private String peer;
  @Option(names = "--count", paramLabel = "N", description = "How often, 1 to 1000, one after the other. Default: 4.")
  private int count = 4;
  @Mixin
  private Connection connection;
  @Mixin
  private Output output;

  private final Terminal terminal;

  PingCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    if (count < 1 || count > COUNT_MAX)
      throw new CommandFailed(Exit.USAGE, "--count must be from 1 to " + COUNT_MAX + ", not " + count);
    try (Door door = connection.open(terminal)) {
      String id = Peer.id(door, peer);
      JsonArray pings = new JsonArray();
      for (int i = 0; i < count; i++)
        pings.add(once(door, id));
      double[] came = pings.stream().filter(Number.class::isInstance).mapToDouble(each -> ((Number) each).doubleValue())
          .toArray();
      JsonObject answer = new JsonObject().put("nodeId", id).put("pingsMs", pings).put("lost", count - came.length);
      output.print(terminal, answer, List.of(summary(came)));
      return came.length > 0 ? Exit.OK : Exit.TIMEOUT;
    }
  }

  /// @return null if no answer came in time
  private Double once(Door door, String id) {
    try {
      JsonObject pinged = door.call("POST", "/api/nodes/" + id + "/ping", null, Map.of());
      double millis = Views.number(pinged, "pingMs");
      if (!output.json())
        terminal.print(PlainText.line(Peer.label(pinged)) + "  " + Span.ping(millis));
      return millis;
    } catch (CommandFailed late) {
      if (late.exit() != Exit.TIMEOUT)
        throw late;
      terminal.say("kith: no answer in time");
      return null;
    }
  }

  private String summary(double[] came) {
    String answered = came.length + " of " + Amount.counted(count, "ping") + " answered";
    if (came.length == 0)
      return answered;
    return answered + ": least " + Span.ping(DoubleStream.of(came).min().orElse(0)) + ", mean "
        + Span.ping(DoubleStream.of(came).average().orElse(0)) + ", most " + Span.ping(DoubleStream.of(came).max().orElse(0));
  }
}
