package dev.kith.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `bench/run [--minutes N] [a] ... [k]`: the named measurements, all if none is named. Exit code 1 if a bar was missed.
public final class Bench {
  private static final List<String> ALL = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k");

  private Bench() {}

  public static void main(String[] arguments) {
    try {
      System.exit(run(arguments) ? 0 : 1);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(2); // whatever still runs must not keep the process
    }
  }

  /// @return whether all bars were met
  private static boolean run(String[] arguments) throws Exception {
    List<String> wanted = new ArrayList<>(List.of(arguments).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    Duration overload = Duration.ofMinutes(minutes(wanted));
    if (wanted.isEmpty())
      wanted.addAll(ALL);
    int cores = Runtime.getRuntime().availableProcessors();
    Report report = new Report();
    System.out.printf("%d cores, %s %s, JVM %s%n", cores, System.getProperty("os.name"), System.getProperty("os.version"),
        Runtime.version());
    NodeCases node = new NodeCases(report, cores);
    for (String name : wanted) {
      switch (name) {
        case "a" -> node.piEfficiency();
        case "b" -> node.tinyShards();
        case "c" -> node.oneLine();
        case "d" -> new IdleVolunteers(report).run();
        case "e" -> node.firstResult();
        case "f" -> new BrowserTab(report).run();
        case "g" -> new SealedBus(report).run();
        case "h" -> new TwoNodes(report, cores).run();
        case "i" -> new Handshakes(report).run();
        case "j" -> new Noticing(report, cores, overload).run();
        case "k" -> new Granularity(report, cores).run();
        default -> throw new IllegalArgumentException("no measurement \"" + name + "\"; there are " + String.join(", ", ALL));
      }
    }
    return !report.missedAny();
  }

  /// Takes `--minutes N` out.
  private static int minutes(List<String> arguments) {
    int at = arguments.indexOf("--minutes");
    if (at < 0)
      return 2;
    if (at + 1 == arguments.size())
      throw new IllegalArgumentException("--minutes must have a number after it");
    arguments.remove(at);
    return Integer.parseInt(arguments.remove(at));
  }
}
