package dev.kith.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes on hosts of their own, and what kills, pauses, cuts and bad lines do to them (A1, A3, B1, B2, B5, B6). Whole rounds:
/// `-Plong`.
@Tag("survival")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MeshSurvivalIT {
  private static final int ROUNDS = 5 * Integer.getInteger("kith.rounds", 1);

  @TempDir
  static Path directory;
  private ThreeNodes mesh;

  @BeforeAll
  void begin() throws IOException {
    Namespaces.lacking().ifPresent(why -> {
      System.out.println("MeshSurvivalIT IS SKIPPED: " + why);
      Assumptions.abort("no network namespaces: " + why);
    });
    mesh = new ThreeNodes(directory, false);
    mesh.begin();
  }

  @AfterAll
  void end() throws IOException { if (mesh != null)
    mesh.close(); }

  @AfterEach
  void heal() throws IOException { mesh.hosts.heal(); }

  @Test
  void aJobSubmittedAnywhereRunsOnWorkersOfEveryNodeAndIsSeenEverywhere() throws IOException {
    for (MeshNode at : mesh.nodes) {
      String job = ThreeNodes.submit(at, ThreeNodes.WORK);
      for (MeshNode seen : mesh.nodes)
        assertThat(seen.get("/api/jobs/" + job).getString("jobId")).isEqualTo(job);
      ThreeNodes.awaitExact(mesh.nodes.get(at.host % 3), job);
    }
    long busy = mesh.first().get("/api/workers").getJsonArray("workers").stream()
        .filter(worker -> ((io.vertx.core.json.JsonObject) worker).getLong("shardsDone") > 0).count();
    assertThat(busy).as("nodes whose workers did shards").isEqualTo(3);
  }

  @Test
  void killsOfEachNodeAtRandomMomentsLoseNothing() throws IOException, InterruptedException {
    long seed = System.nanoTime();
    System.out.println("MeshSurvivalIT kills with seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> stalls = new ArrayList<>();
    for (int round = 0; round < Math.max(10, ROUNDS); round++) {
      MeshNode owner = mesh.nodes.get(random.nextInt(3));
      MeshNode victim = mesh.nodes.get(round % 3);
      String job = ThreeNodes.submit(owner, ThreeNodes.WORK);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(50, 3_000))); // the random moment itself
      victim.kill();
      long killed = System.nanoTime();
      if (!victim.equals(owner)) {
        long done = ThreeNodes.completed(owner, job);
        if (done < ThreeNodes.SHARDS) {
          ThreeNodes.awaitProgress(owner, job, done + 1);
          stalls.add(ThreeNodes.millis(killed));
        }
      }
      victim.up();
      ThreeNodes.awaitExact(owner, job);
    }
    mesh.awaitWhole();
    Collections.sort(stalls);
    System.out.println("MeshSurvivalIT: work went on after the kill of another node in ms: " + stalls);
  }

  @Test
  void aStoppedNodeLosesItsLeasesAndNothingIsCountedTwiceWhenItGoesOn() throws IOException, InterruptedException {
    String job = ThreeNodes.submit(mesh.first(), ThreeNodes.WORK);
    ThreeNodes.awaitProgress(mesh.first(), job, 20);
    mesh.third().signal("STOP");
    long stopped = System.nanoTime();
    Awaitility.await().atMost(ThreeNodes.PATIENCE).pollInterval(Duration.ofMillis(50))
        .until(() -> mesh.first().sees("alive") == 2);
    System.out.println("MeshSurvivalIT: a silent hang was noticed after " + ThreeNodes.millis(stopped) + " ms");
    long done = ThreeNodes.completed(mesh.first(), job);
    if (done < ThreeNodes.SHARDS)
      ThreeNodes.awaitProgress(mesh.first(), job, Math.min(ThreeNodes.SHARDS, done + 50));
    mesh.third().signal("CONT");
    ThreeNodes.awaitExact(mesh.first(), job);
    System.out
        .println("MeshSurvivalIT: whole again " + mesh.awaitWhole().toMillis() + " ms after the job's end");
  }

  @Test
  void anIsolatedNodeIsFoundAgainAndBothSidesKeepTheirJobs() throws IOException {
    String majority = ThreeNodes.submit(mesh.first(), ThreeNodes.WORK);
    String alone = ThreeNodes.submit(mesh.third(), ThreeNodes.WORK);
    mesh.hosts.isolate(3);
    long cut = System.nanoTime();
    Awaitility.await().atMost(ThreeNodes.PATIENCE)
        .until(() -> mesh.first().sees("alive") == 2 && mesh.third().sees("alive") == 1);
    System.out.println("MeshSurvivalIT: a partition was noticed on both sides after " + ThreeNodes.millis(cut) + " ms");
    ThreeNodes.awaitExact(mesh.second(), majority);
    ThreeNodes.awaitExact(mesh.third(), alone);
    mesh.hosts.heal();
    Duration whole = mesh.awaitWhole();
    System.out.println("MeshSurvivalIT: whole " + whole.toMillis() + " ms after the partition healed");
    ThreeNodes.awaitExact(mesh.first(), alone);
  }

  @Test
  void oneWayCutsOfEveryDirectionEndWithExactResults() throws IOException {
    for (int from = 1; from <= 3; from++) {
      for (int to = 1; to <= 3; to++) {
        if (from == to)
          continue;
        mesh.hosts.cutOneWay(from, to);
        ThreeNodes.runExact(mesh.nodes.get(from - 1));
        mesh.hosts.heal();
        Duration whole = mesh.awaitWhole();
        System.out.printf("MeshSurvivalIT: whole %d ms after %d -> %d was healed%n", whole.toMillis(), from, to);
      }
    }
  }

  @Test
  void splitAndMergeAgainAndAgainEveryNodeAnswersEveryOther() throws IOException {
    List<Long> merges = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      int host = 1 + round % 3;
      mesh.hosts.isolate(host);
      Awaitility.await().atMost(ThreeNodes.PATIENCE).until(() -> mesh.nodes.get(host - 1).sees("alive") == 1);
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(round % 2 == 0 ? 1 : 7)); // short of and beyond the cluster's own patience
      mesh.hosts.heal();
      merges.add(mesh.awaitWhole().toMillis());
      for (MeshNode from : mesh.nodes) {
        for (MeshNode to : mesh.nodes) {
          if (from != to)
            assertThat(from.post("/api/nodes/" + to.id() + "/ping", new io.vertx.core.json.JsonObject()).getDouble("pingMs"))
                .isPositive();
        }
      }
    }
    System.out.println("MeshSurvivalIT: whole after split and merge in ms: " + merges);
  }

  @Test
  void aBadLineFinishesTheJobWithoutAStormOfEvictions() throws IOException {
    mesh.hosts.lose(20);
    mesh.hosts.slow("1mbit");
    long begin = System.nanoTime();
    ThreeNodes.runExact(mesh.first());
    System.out
        .println("MeshSurvivalIT: 2000 shards over a line of 1 Mbit/s that loses 20 % took " + ThreeNodes.millis(begin) + " ms");
    mesh.hosts.heal();
    mesh.awaitWhole();
  }
}
