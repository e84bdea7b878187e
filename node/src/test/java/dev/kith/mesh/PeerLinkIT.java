package dev.kith.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes that reach each other and one that nobody can reach: it keeps a link to a gateway, and is a node like any other.
@Tag("survival")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PeerLinkIT {

  @TempDir
  static Path directory;
  private ThreeNodes mesh;

  @BeforeAll
  void begin() throws IOException, InterruptedException {
    Namespaces.lacking().ifPresent(why -> {
      System.out.println("PeerLinkIT IS SKIPPED: " + why);
      Assumptions.abort("no network namespaces: " + why);
    });
    mesh = new ThreeNodes(directory, false);
    mesh.hosts.hide(3);
    assertThat(answers(1, 3)).as("the third host hears of nobody's connections").isFalse();
    mesh.first().up();
    mesh.second().join(mesh.first().token("dual"));
    long begin = System.nanoTime();
    mesh.third().joinOutbound(mesh.first().token("dual", true));
    System.out.println("PeerLinkIT: joined and ready " + ThreeNodes.millis(begin) + " ms after its start, whole "
        + mesh.awaitWhole().toMillis() + " ms later");
  }

  @AfterAll
  void end() throws IOException { if (mesh != null)
    mesh.close(); }

  private boolean answers(int from, int to) throws IOException, InterruptedException {
    Process process = mesh.hosts
        .on(from, List.of("timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/" + mesh.hosts.address(to) + "/9"))
        .redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor() != 124; // refused at once if the host is there
  }

  @Test
  @Order(1)
  void allSeeItBehindALink() throws IOException {
    String hidden = mesh.third().id();
    for (MeshNode at : List.of(mesh.first(), mesh.second())) {
      JsonObject seen = seen(at, hidden);
      assertThat(seen.getString("carrier")).as(seen.encode()).isEqualTo("link");
      assertThat(seen.getJsonArray("addresses")).as(seen.encode()).isEmpty();
      assertThat(at.post("/api/nodes/" + hidden + "/ping", new JsonObject()).getDouble("pingMs")).isPositive();
      assertThat(mesh.third().post("/api/nodes/" + at.id() + "/ping", new JsonObject()).getDouble("pingMs")).isPositive();
    }
  }

  @Test
  @Order(2)
  void itsWorkerServesEveryControllerOverTheLink() throws IOException {
    for (MeshNode at : List.of(mesh.first(), mesh.second())) {
      ThreeNodes.runExact(at);
      assertThat(shardsDone(at, mesh.third().id())).as("shards that the hidden node did for node " + at.host).isPositive();
    }
  }

  @Test
  @Order(3)
  void jobsSubmittedAtItRunOnTheWorkersOfOthers() throws IOException {
    ThreeNodes.runExact(mesh.third());
    assertThat(shardsDone(mesh.third(), mesh.first().id()) + shardsDone(mesh.third(), mesh.second().id())).isPositive();
  }

  @Test
  @Order(4)
  void withItsGatewayKilledItGoesOverAnotherAndTheJobIsExact() throws IOException, InterruptedException {
    String job = ThreeNodes.submit(mesh.second(), ThreeNodes.WORK);
    ThreeNodes.awaitProgress(mesh.second(), job, 20);
    mesh.first().kill();
    long killed = System.nanoTime();
    Awaitility.await().atMost(ThreeNodes.PATIENCE).pollInterval(Duration.ofMillis(50))
        .until(() -> mesh.third().text().lines().filter(line -> line.contains("linked to gateway")).count() >= 2);
    System.out.println("PeerLinkIT: linked to another gateway " + ThreeNodes.millis(killed) + " ms after the kill of the first");
    Awaitility.await().atMost(ThreeNodes.PATIENCE).pollInterval(Duration.ofMillis(50))
        .until(() -> mesh.second().sees("alive") == 2 && mesh.third().sees("alive") == 2);
    System.out.println("PeerLinkIT: the two that are left see each other, and not the killed one, " + ThreeNodes.millis(killed)
        + " ms after the kill");
    ThreeNodes.awaitExact(mesh.second(), job);
    mesh.first().up();
    System.out
        .println("PeerLinkIT: whole " + mesh.awaitWhole().toMillis() + " ms after it was ready again");
    ThreeNodes.runExact(mesh.first());
  }

  @Test
  @Order(5)
  void aCutLineIsNoticedAndMended() throws IOException {
    String job = ThreeNodes.submit(mesh.third(), ThreeNodes.WORK);
    mesh.hosts.isolate(3);
    Awaitility.await().atMost(ThreeNodes.PATIENCE).until(() -> mesh.first().sees("alive") == 2);
    mesh.hosts.heal();
    mesh.hosts.hide(3);
    System.out
        .println("PeerLinkIT: whole " + mesh.awaitWhole().toMillis() + " ms after its line was mended");
    ThreeNodes.awaitExact(mesh.third(), job);
  }

  private static JsonObject seen(MeshNode at, String node) throws IOException {
    return at.get("/api/nodes").getJsonArray("nodes").stream().map(JsonObject.class::cast)
        .filter(each -> each.getString("nodeId").equals(node)).findFirst().orElseThrow();
  }

  private static long shardsDone(MeshNode at, String node) throws IOException {
    return at.get("/api/workers").getJsonArray("workers").stream().map(JsonObject.class::cast)
        .filter(worker -> worker.encode().contains(node)).mapToLong(worker -> worker.getLong("shardsDone")).sum();
  }
}
