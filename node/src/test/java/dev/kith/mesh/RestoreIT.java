package dev.kith.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The authority's disk is lost and brought back from a backup that is older than revocations and nodes.
@Tag("survival")
class RestoreIT {
  private static final Pattern NODE = Pattern.compile("this is node ([0-9a-f]{32})");
  private static final int REVOKED = 3;

  @TempDir
  Path directory;

  @Test
  void theAuthorityFindsBackAndKnowsAgainWhomItRevokedAndLetIn() throws Exception {
    Namespaces.lacking().ifPresent(why -> Assumptions.abort("no network namespaces: " + why));
    try (ThreeNodes mesh = new ThreeNodes(directory, false)) {
      mesh.first().up();
      mesh.second().join(mesh.first().token("dual"));
      List<String> revoked = new ArrayList<>();
      for (int at = 0; at < REVOKED; at++)
        revoked.add(enrolled(mesh, "gone" + at));
      mesh.first().terminate();
      shell("cp", "-a", mesh.first().data.toString(), mesh.first().data + ".bak");
      mesh.first().up();
      mesh.third().join(mesh.first().token("dual"));
      String neverSeen = enrolled(mesh, "never-seen");
      mesh.awaitWhole();
      for (String id : revoked)
        mesh.first().post("/api/mesh/nodes/" + id + "/revoke", new JsonObject().put("reason", "lost"));
      String third = mesh.third().id();
      awaitOneKey(mesh);

      mesh.first().kill();
      shell("rm", "-r", mesh.first().data.toString());
      shell("cp", "-a", mesh.first().data + ".bak", mesh.first().data.toString());
      mesh.first().up();

      mesh.awaitWhole();
      Awaitility.await().atMost(ThreeNodes.PATIENCE).ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> revokedAt(mesh.first()).containsAll(revoked) && shown(mesh.first()).contains(third));
      ThreeNodes.awaitExact(mesh.second(), ThreeNodes.submit(mesh.first(), "return {index: __BRAIN__.shardId, one: 1};"));
      mesh.first().post("/api/mesh/nodes/" + neverSeen + "/revoke", new JsonObject());
      assertThat(mesh.first().kith("ca", "status")).contains("recorded again from its card");
      awaitOneKey(mesh);
      mesh.first().post("/api/mesh/nodes/" + third + "/revoke", new JsonObject());
      awaitGone(mesh.second(), third);
      awaitGone(mesh.first(), third);
      assertThat(revokedAt(mesh.second())).containsAll(revoked).contains(neverSeen, third);
    }
  }

  /// A node that was let in and never started.
  private static String enrolled(ThreeNodes mesh, String name) throws IOException, InterruptedException {
    String join = mesh.first().token("worker", true);
    Process process = mesh.hosts
        .on(3, MeshNode.java(List.of("join", join, "--enrol-only", "--outbound-only", "--port", "8099", "--name", name,
            "--data", mesh.first().data.resolveSibling(name).toString())))
        .redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    Matcher id = NODE.matcher(said);
    if (process.waitFor() != 0 || !id.find())
      throw new IOException(said);
    return id.group(1);
  }

  private static void awaitOneKey(ThreeNodes mesh) {
    Awaitility.await().atMost(ThreeNodes.PATIENCE).ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> mesh.first().get("/api/mesh/ca").getLong("meshKey")
            .equals(mesh.second().get("/api/mesh/ca").getLong("meshKey")));
  }

  private static void awaitGone(MeshNode node, String id) {
    try {
      Awaitility.await().atMost(ThreeNodes.PATIENCE).pollInterval(Duration.ofMillis(200))
          .until(() -> node.get("/api/nodes").getJsonArray("nodes").stream().map(JsonObject.class::cast)
              .noneMatch(each -> each.getString("nodeId").equals(id) && each.getString("liveness").equals("alive")));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(node.text(), e);
    }
  }

  private static List<String> revokedAt(MeshNode node) throws IOException {
    return ids(node.get("/api/mesh/ca").getJsonArray("revoked"));
  }

  private static List<String> shown(MeshNode node) throws IOException {
    return ids(new JsonArray(node.get("/api/mesh/ca").getJsonArray("cards").stream()
        .filter(card -> ((JsonObject) card).getBoolean("shown")).toList()));
  }

  private static List<String> ids(JsonArray views) {
    return views.stream().map(view -> ((JsonObject) view).getString("nodeId")).toList();
  }

  private static void shell(String... command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0)
      throw new IOException(String.join(" ", command) + " failed");
  }
}
