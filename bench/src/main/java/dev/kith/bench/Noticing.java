package dev.kith.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// (j) How soon a node is seen to come and to go, what it weighs, and whether overload makes nodes seem dead that are not.
final class Noticing {
  private static final int RUNS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration REST = Duration.ofSeconds(20);
  private static final String ALIVE = "alive";

  private final Report report;
  private final int cores;
  private final Duration overload;

  Noticing(Report report, int cores, Duration overload) {
    this.report = report;
    this.cores = cores;
    this.overload = overload;
  }

  void run() throws IOException, InterruptedException {
    report.section("(j) coming and going of a second node, as the first one sees it");
    NodeUnderTest.start(Map.of()).close(); // the cache of classes is made
    try (SmallMesh mesh = SmallMesh.start(Map.of()); LivenessWatch watch = new LivenessWatch(mesh.first().api())) {
      joins(mesh, watch);
      restarts(mesh, watch);
      crashes(mesh, watch);
      hangs(mesh, watch);
      memory(mesh);
      falseAlarms(mesh, watch);
    }
  }

  private void joins(SmallMesh mesh, LivenessWatch watch) throws IOException, InterruptedException {
    double[] seconds = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      String token = mesh.token();
      mesh.stop();
      watch.mark();
      long begin = System.nanoTime();
      mesh.join(token);
      seconds[i] = since(begin, watch.await(change -> change.before() == null && change.after().equals(ALIVE), PATIENCE));
    }
    told("kith join, enrolment included: start of the process to seen alive", seconds);
    report.plain("kith join to seen alive, median of " + RUNS, Sample.of(seconds).median(), "s");
  }

  private void restarts(SmallMesh mesh, LivenessWatch watch) throws IOException, InterruptedException {
    double[] seconds = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      mesh.stop();
      watch.await(change -> !change.after().equals(ALIVE), PATIENCE);
      watch.mark();
      seconds[i] = up(mesh, watch);
    }
    told("kith up of a node that joined before: start of the process to seen alive", seconds);
    report.atMost("kith up to seen alive, median of " + RUNS, Sample.of(seconds).median(), 2, "s");
  }

  private static double up(SmallMesh mesh, LivenessWatch watch) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    mesh.up();
    double seconds = since(begin, watch.await(change -> change.after().equals(ALIVE), PATIENCE));
    watch.mark();
    return seconds;
  }

  private void crashes(SmallMesh mesh, LivenessWatch watch) throws IOException, InterruptedException {
    double[] seconds = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      settle(watch);
      long begin = System.nanoTime();
      mesh.second().signal("KILL");
      seconds[i] = since(begin, watch.await(change -> !change.after().equals(ALIVE), PATIENCE));
      mesh.stop();
      watch.mark();
      up(mesh, watch);
    }
    told("SIGKILL to not seen alive", seconds);
    report.atMost("a crash is noticed, slowest of " + RUNS, Sample.of(seconds).max(), 1, "s");
  }

  private void hangs(SmallMesh mesh, LivenessWatch watch) throws IOException, InterruptedException {
    double[] seconds = new double[RUNS];
    double[] again = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      settle(watch);
      long begin = System.nanoTime();
      mesh.second().signal("STOP");
      try {
        seconds[i] = since(begin, watch.await(change -> !change.after().equals(ALIVE), PATIENCE));
      } finally {
        watch.mark();
        begin = System.nanoTime();
        mesh.second().signal("CONT");
      }
      again[i] = since(begin, watch.await(change -> change.after().equals(ALIVE), PATIENCE));
    }
    told("SIGSTOP to not seen alive", seconds);
    told("SIGCONT to seen alive again", again);
    report.atMost("a silent hang is noticed, slowest of " + RUNS, Sample.of(seconds).max(), 3, "s");
  }

  /// What is measured next begins with two nodes that have been alive for a while.
  private static void settle(LivenessWatch watch) throws InterruptedException {
    TimeUnit.SECONDS.sleep(3); // a phase at random of whatever is periodic
    watch.mark();
  }

  private void memory(SmallMesh mesh) throws IOException, InterruptedException {
    mesh.stop();
    mesh.up();
    TimeUnit.MILLISECONDS.sleep(REST.toMillis()); // idle
    report.plain("resident memory of the idle second node", mesh.second().residentBytes() / 1e6, "MB");
    report.plain("with its sandbox processes", mesh.second().residentBytesOfAll() / 1e6, "MB");
    double before = mesh.second().cpuSeconds();
    TimeUnit.MILLISECONDS.sleep(REST.toMillis());
    report.plain("its processor time meanwhile", (mesh.second().cpuSeconds() - before) / REST.toSeconds() * 100, "% of a core");
  }

  private void falseAlarms(SmallMesh mesh, LivenessWatch watch) throws IOException, InterruptedException {
    try (LivenessWatch other = new LivenessWatch(mesh.second().api()); Overload _ = new Overload(2 * cores)) {
      other.await(change -> change.after().equals(ALIVE), PATIENCE);
      TimeUnit.SECONDS.sleep(1); // both have looked once
      watch.mark();
      other.mark();
      TimeUnit.MILLISECONDS.sleep(overload.toMillis());
      List<LivenessWatch.Change> changes = new ArrayList<>(watch.changes());
      changes.addAll(other.changes());
      changes.forEach(change -> report.note("false: " + change));
      report.note("calls without an answer: " + (watch.failures() + other.failures()));
      report.atMost("false alarms in " + overload.toMinutes() + " min with " + 2 * cores + " busy loops", changes.size(), 0, "");
    }
  }

  private void told(String what, double[] seconds) {
    StringBuilder line = new StringBuilder(what).append(':');
    for (double each : seconds)
      line.append(String.format(" %.2f", each));
    report.note(line + " s");
  }

  private static double since(long begin, long end) { return (end - begin) / 1e9; }
}
