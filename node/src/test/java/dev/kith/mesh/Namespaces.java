package dev.kith.mesh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Hosts with addresses of their own on this one machine: network namespaces, joined by a bridge on which links can be cut, slowed and
/// made to lose. Host 0 is this test itself. Needs root, `ip`, `nft` and `tc`.
final class Namespaces implements AutoCloseable {
  /// How many there were in this process: the kernel takes its time to remove what was closed, so no name comes twice.
  private static final AtomicInteger MADE = new AtomicInteger();

  private final int number = MADE.getAndIncrement();
  private final String id = Long.toHexString(ProcessHandle.current().pid() & 0xffff)
      + Integer.toString(number, Character.MAX_RADIX);
  private final int net = (int) (40 + (ProcessHandle.current().pid() + 7L * number) % 200);
  private final int count;
  private final Map<Integer, String> moved = new HashMap<>();

  Namespaces(int count) throws IOException {
    this.count = count;
    try {
      build();
    } catch (IOException e) {
      try {
        close();
      } catch (IOException halfBuilt) {
        e.addSuppressed(halfBuilt);
      }
      throw e;
    }
  }

  private void build() throws IOException {
    run("ip", "link", "add", bridge(), "type", "bridge");
    run("ip", "link", "set", bridge(), "up");
    run("ip", "addr", "add", address(0) + "/24", "dev", bridge());
    for (int host = 1; host <= count; host++) {
      run("ip", "netns", "add", name(host));
      run("ip", "link", "add", port(host), "type", "veth", "peer", "name", "eth0", "netns", name(host));
      run("ip", "link", "set", port(host), "master", bridge(), "up");
      run("ip", "-n", name(host), "addr", "add", address(host) + "/24", "broadcast", "+", "dev", "eth0");
      run("ip", "-n", name(host), "link", "set", "eth0", "up");
      run("ip", "-n", name(host), "link", "set", "lo", "up");
    }
    run("nft", "add", "table", "bridge", table());
    run("nft", "add", "chain", "bridge", table(), "part", "{ type filter hook forward priority 0; }");
  }

  /// What this machine lacks for it.
  static Optional<String> lacking() {
    if (!Path.of("/proc/self/ns/net").toFile().exists() || !"root".equals(System.getProperty("user.name")))
      return Optional.of("not root on Linux");
    for (String tool : List.of("ip", "nft", "tc", "tcpdump")) {
      if (Stream.of("/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/").noneMatch(place -> Files.isExecutable(Path.of(place + tool))))
        return Optional.of("no " + tool);
    }
    try {
      run("ip", "netns", "add", "kith-probe");
      run("ip", "netns", "del", "kith-probe");
      run("nft", "add", "table", "bridge", "kith-probe");
      run("nft", "delete", "table", "bridge", "kith-probe");
      return Optional.empty();
    } catch (IOException refused) {
      return Optional.of("namespaces or nft are not allowed here: " + refused.getMessage());
    }
  }

  String address(int host) { return moved.getOrDefault(host, "10." + net + ".7." + (host == 0 ? 254 : host)); }

  /// The host has another address, and the one before no more: as after a night in another room of the hotel.
  void move(int host, int last) throws IOException {
    String old = address(host);
    moved.put(host, "10." + net + ".7." + last);
    run("ip", "-n", name(host), "addr", "add", address(host) + "/24", "broadcast", "+", "dev", "eth0");
    run("ip", "-n", name(host), "addr", "del", old + "/24", "dev", "eth0");
    if (!said("ip", "-n", name(host), "addr", "show", "dev", "eth0").contains(address(host))) // it went with the older one of its network
      run("ip", "-n", name(host), "addr", "add", address(host) + "/24", "broadcast", "+", "dev", "eth0");
  }

  /// The host has loopback alone.
  void unplug(int host) throws IOException { run("ip", "-n", name(host), "addr", "flush", "dev", "eth0"); }

  void plug(int host) throws IOException {
    run("ip", "-n", name(host), "addr", "add", address(host) + "/24", "broadcast", "+", "dev", "eth0");
  }

  /// From now on the hosts have IPv6 addresses alone, this test too.
  void sixOnly() throws IOException {
    for (int host = 0; host <= count; host++) {
      String old = address(host);
      moved.put(host, "fd00:" + net + "::" + (host == 0 ? "fe" : Integer.toString(host)));
      List<String> ip = host == 0 ? List.of("ip") : List.of("ip", "-n", name(host));
      String device = host == 0 ? bridge() : "eth0";
      run(with(ip, "addr", "add", address(host) + "/64", "dev", device, "nodad"));
      run(with(ip, "addr", "del", old + "/24", "dev", device));
    }
  }

  private static String[] with(List<String> ip, String... rest) {
    return Stream.concat(ip.stream(), Arrays.stream(rest)).toArray(String[]::new);
  }

  String name(int host) { return "kith" + id + "n" + host; }

  String bridge() { return "kbr" + id; }

  /// The bridge's end of that host's line.
  String port(int host) { return "kp" + id + "h" + host; }

  private String table() { return "kith" + id; }

  /// A process on that host.
  ProcessBuilder on(int host, List<String> command) {
    List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name(host)));
    whole.addAll(command);
    return new ProcessBuilder(whole);
  }

  /// That host and the others can't hear each other; this test still reaches all.
  void isolate(int host) throws IOException {
    rule("iifname", port(host), "drop");
    rule("oifname", port(host), "drop");
  }

  /// What `from` sends does not reach `to`.
  void cutOneWay(int from, int to) throws IOException { rule("iifname", port(from), "oifname", port(to), "drop"); }

  /// As behind NAT: what that host begins works, what others begin towards it gets nowhere. Until [#heal].
  void hide(int host) throws IOException {
    rule("oifname", port(host), "tcp", "flags", "&", "(syn|ack)", "==", "syn", "drop");
    rule("oifname", port(host), "meta", "l4proto", "udp", "drop");
  }

  /// Of all packets between hosts.
  void lose(int percent) throws IOException { rule("numgen", "random", "mod", "100", "<", Integer.toString(percent), "drop"); }

  void slow(String rate) throws IOException {
    for (int host = 1; host <= count; host++)
      run("tc", "qdisc", "replace", "dev", port(host), "root", "tbf", "rate", rate, "burst", "8kb", "latency", "300ms");
  }

  void heal() throws IOException {
    run("nft", "flush", "chain", "bridge", table(), "part");
    for (int host = 1; host <= count; host++)
      new ProcessBuilder("tc", "qdisc", "del", "dev", port(host), "root").redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().onExit().join();
  }

  private void rule(String... rule) throws IOException {
    List<String> command = new ArrayList<>(List.of("nft", "add", "rule", "bridge", table(), "part"));
    command.addAll(Arrays.asList(rule));
    run(command.toArray(String[]::new));
  }

  private static void run(String... command) throws IOException { said(command); }

  private static String said(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0)
        throw new IOException(String.join(" ", command) + ": " + said.strip());
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    List<IOException> failures = new ArrayList<>();
    List<String[]> steps = new ArrayList<>();
    for (int host = 1; host <= count; host++)
      steps.add(new String[]{"ip", "netns", "del", name(host)});
    steps.add(new String[]{"ip", "link", "del", bridge()});
    steps.add(new String[]{"nft", "delete", "table", "bridge", table()});
    for (String[] step : steps) {
      try {
        run(step);
      } catch (IOException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty())
      throw failures.getFirst();
  }
}
