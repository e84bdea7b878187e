package dev.kith.bench;

import java.util.List;
import java.util.Locale;

/// `bench/run [a] [b] [c] [d] [e] [f]`: the named measurements, all if none is named. Exit code 1 if a bar was missed.
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> wanted = arguments.length == 0
        ? List.of("a", "b", "c", "d", "e", "f")
        : List.of(arguments).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
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
        default -> throw new IllegalArgumentException("no measurement \"" + name + "\"; there are a, b, c, d, e, f");
      }
    }
    System.exit(report.missedAny() ? 1 : 0);
  }
}
