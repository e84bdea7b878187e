package dev.kith.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// `tcpdump` on every line of the hosts: the bridge, each of its ports, and loopback of each host.
final class Capture implements AutoCloseable {
  private final List<Process> processes = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();

  Capture(Namespaces hosts, int count, Path directory) throws IOException {
    begin(directory, "bridge", List.of("tcpdump"), hosts.bridge());
    for (int host = 1; host <= count; host++) {
      begin(directory, "port" + host, List.of("tcpdump"), hosts.port(host));
      begin(directory, "lo" + host, List.of("ip", "netns", "exec", hosts.name(host), "tcpdump"), "lo");
    }
  }

  private void begin(Path directory, String name, List<String> tcpdump, String line) throws IOException {
    Path file = directory.resolve(name + ".pcap");
    Path said = directory.resolve(name + ".tcpdump");
    List<String> command = new ArrayList<>(tcpdump);
    command.addAll(
        List.of("-i", line, "-s", "0", "-B", "16384", "-U", "--immediate-mode", "-n", "-Z", "root", "-w", file.toString()));
    processes.add(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start());
    files.add(file);
    Awaitility.await().atMost(ThreeNodes.PATIENCE).until(() -> Files.readString(said).contains("listening on"));
  }

  /// Ends the capture. @return what was captured
  List<Path> end() throws InterruptedException {
    for (Process process : processes)
      process.destroy(); // SIGTERM: it writes what it has
    for (Process process : processes) {
      if (!process.waitFor(20, TimeUnit.SECONDS))
        throw new IllegalStateException("tcpdump still runs");
    }
    processes.clear();
    return List.copyOf(files);
  }

  @Override
  public void close() { processes.forEach(Process::destroyForcibly); }
}
