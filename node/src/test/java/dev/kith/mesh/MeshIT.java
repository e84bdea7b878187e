package dev.kith.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes on hosts of their own: the little that every build sees of a whole mesh. The rest is in the survival tier.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MeshIT {

  @TempDir
  static Path directory;
  private ThreeNodes mesh;

  @BeforeAll
  void begin() throws IOException {
    Namespaces.lacking().ifPresent(why -> {
      System.out.println("MeshIT IS SKIPPED: " + why);
      Assumptions.abort("no network namespaces: " + why);
    });
    mesh = new ThreeNodes(directory, false);
    mesh.begin();
  }

  @AfterAll
  void end() throws IOException { if (mesh != null)
    mesh.close(); }

  @Test
  void aJobSubmittedAtOneNodeIsSeenAtAllAndOutlivesTheKillOfAnother() throws IOException, InterruptedException {
    String job = ThreeNodes.submit(mesh.first(), ThreeNodes.WORK);
    for (MeshNode seen : mesh.nodes)
      assertThat(seen.get("/api/jobs/" + job).getString("jobId")).isEqualTo(job);
    mesh.third().kill();
    ThreeNodes.awaitExact(mesh.second(), job);
    mesh.third().up();
    mesh.awaitWhole();
  }

  @Test
  void anIdempotencyKeyHasOneJobAtEveryDoorAndIsRefusedWhileItsKeeperIsDown() throws IOException, InterruptedException {
    String third = mesh.third().id();
    String key = "";
    JsonObject job = new JsonObject();
    for (int i = 0; i < 100 && !third.equals(job.getString("node")); i++) {
      key = "nightly-" + i;
      job = mesh.first().add(mesh.first(), key);
      for (MeshNode door : mesh.nodes)
        assertThat(door.add(mesh.first(), key).getString("jobId")).as(key).isEqualTo(job.getString("jobId"));
    }
    assertThat(job.getString("node")).as("of 100 keys one is the third's").isEqualTo(third);
    mesh.third().kill();
    String thirds = key;
    for (MeshNode door : List.of(mesh.first(), mesh.second()))
      assertThatThrownBy(() -> door.add(mesh.first(), thirds)).hasMessageContaining("503").hasMessageContaining(third);
    mesh.third().up();
    mesh.awaitWhole();
    assertThat(mesh.second().add(mesh.first(), thirds).getString("jobId")).isEqualTo(job.getString("jobId"));
  }
}
