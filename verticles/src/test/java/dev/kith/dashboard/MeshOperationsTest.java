package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.AuthorityRequest;
import dev.kith.message.NodesRequest;
import dev.kith.model.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MeshOperationsTest {
  private static final String FAR = PretendMesh.OTHER.value();
  private static Door door;

  @BeforeAll
  static void open() throws Exception { door = Door.open(); }

  @AfterAll
  static void close() { door.close(); }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return door.call(Neighbours.ALL, "POST", path, body);
  }

  private static void refused(HttpResponse<String> answer, int status, String field, String... texts) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonObject error = new JsonObject(answer.body());
    assertThat(error.getString("field")).isEqualTo(field);
    assertThat(error.getString("error")).contains(texts);
  }

  private static AuthorityRequest lastCommand() { return door.neighbours.mesh.commanded.getLast(); }

  @Test
  void nodesAreShownAsTheRegistrySeesThem() throws Exception {
    JsonObject answer = door.get("/api/nodes");
    assertThat(answer.getString("mesh")).isEqualTo("ab".repeat(16));
    JsonObject far = answer.getJsonArray("nodes").getJsonObject(1);
    assertThat(far).isEqualTo(new JsonObject().put("nodeId", FAR).put("name", "far").put("role", "worker")
        .put("liveness", "suspect").put("self", false).put("addresses", new JsonArray().add("192.0.2.9")).put("carrier", "link")
        .put("pingMs", 12.5).put("hops", 1).put("distanceKm", null).put("score", 60).put("incarnation", 1)
        .put("cardUntil", "2026-01-11T03:04:05Z").put("lastSeenAt", "2026-01-02T03:04:05Z").put("skewMillis", 600_000)
        .put("twin", true));
    assertThat(answer.getJsonArray("nodes").getJsonObject(0).getValue("lastSeenAt")).isNull();
  }

  @Test
  void nearestPeersAreAskedForByNumber() throws Exception {
    door.get("/api/peers?nearest=3");
    assertThat(door.neighbours.mesh.asked).contains(new NodesRequest.ListPeers(Optional.of(3)));
    refused(door.call(Neighbours.ALL, "GET", "/api/peers?nearest=1001", null), 400, "nearest", "1001", "from 1 to 1000");
  }

  @Test
  void pingAnswersMilliseconds() throws Exception {
    JsonObject answer = new JsonObject(post("/api/nodes/" + FAR + "/ping", null).body());
    assertThat(answer).isEqualTo(new JsonObject().put("nodeId", FAR).put("name", "far").put("pingMs", 12.5));
  }

  @Test
  void statsOfOneOrAllWithTheSilentOnes() throws Exception {
    JsonObject all = door.get("/api/stats");
    assertThat(all.getJsonArray("silent")).containsExactly(FAR);
    assertThat(all.getJsonArray("stats").getJsonObject(0).getValue("loadAverage")).isNull();
    assertThat(all.getJsonArray("stats").getJsonObject(0).getJsonObject("figures").getLong("sessions")).isEqualTo(2);
    door.get("/api/stats?node=" + FAR);
    assertThat(door.neighbours.mesh.asked).contains(new NodesRequest.ReadStats(Optional.of(PretendMesh.OTHER)));
  }

  @Test
  void logsHaveAHundredLinesUnlessTold() throws Exception {
    assertThat(door.get("/api/nodes/" + FAR + "/logs").getJsonArray("lines")).containsExactly(FAR, "line 100");
    assertThat(door.get("/api/nodes/" + FAR + "/logs?lines=7").getJsonArray("lines")).containsExactly(FAR, "line 7");
  }

  @Test
  void aMalformedNodeIsNamedWithWhatWasExpected() throws Exception {
    for (String wrong : List.of("far", FAR.toUpperCase(java.util.Locale.ROOT), FAR + "0"))
      refused(post("/api/nodes/" + wrong + "/ping", null), 400, "nodeId", "32 digits", wrong);
    assertThat(post("/api/nodes/" + "1".repeat(32) + "/ping", null).statusCode()).isEqualTo(404);
  }

  @Test
  void aTokenComesWithWhatJoinTakes() throws Exception {
    HttpResponse<String> answer = post("/api/mesh/tokens", "{\"role\":\"controller\",\"ttlSec\":600,\"uses\":3}");
    assertThat(answer.statusCode()).isEqualTo(201);
    JsonObject made = new JsonObject(answer.body());
    assertThat(made.getString("token")).isEqualTo("s3cret");
    assertThat(made.getJsonArray("join")).containsExactly("192.0.2.7:8080#s3cret", "[2001:db8::7]:8080#s3cret");
    assertThat(lastCommand())
        .isEqualTo(new AuthorityRequest.MakeToken("alice", Role.CONTROLLER, Duration.ofMinutes(10), 3, false));
  }

  @Test
  void aTokenNamesTheDoorsThatTheAuthorityTells() throws Exception {
    door.neighbours.mesh.doors = List.of("127.0.0.1:8080/x");
    try {
      JsonObject made = new JsonObject(post("/api/mesh/tokens", "{}").body());
      assertThat(made.getJsonArray("join")).containsExactly("127.0.0.1:8080/x#s3cret");
      assertThat(made.getBoolean("thisMachineOnly")).isTrue();
    } finally {
      door.neighbours.mesh.doors = List.of();
    }
    assertThat(new JsonObject(post("/api/mesh/tokens", "{}").body()).getBoolean("thisMachineOnly")).isFalse();
  }

  @Test
  void aTokenIsForOneWorkerForAnHourUnlessTold() throws Exception {
    assertThat(post("/api/mesh/tokens", null).statusCode()).isEqualTo(201);
    assertThat(lastCommand()).isEqualTo(new AuthorityRequest.MakeToken("alice", Role.WORKER, Duration.ofHours(1), 1, false));
  }

  @Test
  void whereNoAddressIsKnownTheCallersOwnIsTold() throws Exception {
    List<String> before = door.neighbours.mesh.addresses;
    door.neighbours.mesh.addresses = List.of();
    try {
      JsonObject made = new JsonObject(post("/api/mesh/tokens", "{}").body());
      assertThat(made.getJsonArray("join")).containsExactly("127.0.0.1:" + door.verticle.port() + "#s3cret");
    } finally {
      door.neighbours.mesh.addresses = before;
    }
  }

  @Test
  void tokensAreListedWithoutSecretsAndRevoked() throws Exception {
    assertThat(door.get("/api/mesh/tokens").getJsonArray("tokens").getJsonObject(0).fieldNames()).doesNotContain("token", "join");
    assertThat(door.call(Neighbours.ALL, "DELETE", "/api/mesh/tokens/t1", null).statusCode()).isEqualTo(200);
    assertThat(door.call(Neighbours.ALL, "DELETE", "/api/mesh/tokens/t2", null).statusCode()).isEqualTo(404);
  }

  @Test
  void theAuthorityTellsWhatItSignedAndRevoked() throws Exception {
    JsonObject ca = door.get("/api/mesh/ca");
    assertThat(ca.getBoolean("rootKeyHere")).isTrue();
    assertThat(ca.getJsonArray("cards").getJsonObject(0).getString("renewAt")).isEqualTo("2026-03-03T03:04:05Z");
    assertThat(ca.getJsonArray("revoked").getJsonObject(0).getString("reason")).isEqualTo("stolen");
  }

  @Test
  void aNodeIsRevokedAndChangesItsRole() throws Exception {
    assertThat(post("/api/mesh/nodes/" + FAR + "/revoke", "{\"reason\":\"lost\"}").statusCode()).isEqualTo(200);
    assertThat(lastCommand()).isEqualTo(new AuthorityRequest.RevokeNode(PretendMesh.OTHER, "lost"));
    assertThat(post("/api/mesh/nodes/" + FAR + "/role", "{\"role\":\"dual\"}").statusCode()).isEqualTo(200);
    assertThat(lastCommand()).isEqualTo(new AuthorityRequest.GrantRole(PretendMesh.OTHER, Role.DUAL));
    refused(post("/api/mesh/nodes/" + FAR + "/role", "{\"role\":\"boss\"}"), 400, "role", "controller, worker, dual", "boss");
    refused(post("/api/mesh/nodes/" + FAR + "/revoke", "{\"reason\":\"" + "x".repeat(201) + "\"}"), 400, "reason", "200", "201");
  }

  @Test
  void keysAreMadeAnew() throws Exception {
    assertThat(post("/api/mesh/rotate-intermediate", null).statusCode()).isEqualTo(200);
    assertThat(lastCommand()).isEqualTo(new AuthorityRequest.RotateIntermediate());
    assertThat(new JsonObject(post("/api/mesh/rekey", null).body()).getInteger("peers")).isEqualTo(3);
  }
}
