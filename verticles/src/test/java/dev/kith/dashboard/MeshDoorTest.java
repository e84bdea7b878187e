package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.bus.Bus;
import dev.kith.message.Addresses;
import dev.kith.message.JobRequest;
import dev.kith.message.JobView;
import dev.kith.message.Liveness;
import dev.kith.message.MeshView;
import dev.kith.message.NodesReply;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One door, jobs and keys of several nodes.
class MeshDoorTest {
  private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");

  private Door door;
  private OtherNode ann;
  private OtherNode bob;
  private Bus bus;

  @BeforeEach
  void open() throws Exception {
    door = Door.open();
    bus = Bus.of(door.vertx, Neighbours.NODE);
    ann = new OtherNode(door.vertx, 'a');
    bob = new OtherNode(door.vertx, 'b');
    mesh(Role.DUAL, ann.id, bob.id);
  }

  @AfterEach
  void close() { door.close(); }

  @Test
  void aJobOfAnotherNodeIsFoundOnceAndThenAskedOfItsOwner() throws Exception {
    String path = "/api/jobs/" + bob.make(T0).id();
    assertThat(door.get(path).getString("node")).isEqualTo(bob.id.value());
    int annAsked = ann.asked.size();
    assertThat(get(path + "/events").statusCode()).isEqualTo(200);
    assertThat(door.call(Neighbours.ALL, "POST", path + "/cancel", null).statusCode()).isEqualTo(200);
    assertThat(bob.asked.getLast()).isInstanceOf(JobRequest.Steer.class);
    assertThat(ann.asked).hasSize(annAsked);
  }

  @Test
  void aJobIsNotFoundOnlyIfAllNodesSaySo() throws Exception {
    String path = "/api/jobs/00000000-0000-0009-0000-000000000009";
    assertThat(get(path).statusCode()).isEqualTo(404);
    ann.vanish();
    names("Anna", Liveness.SUSPECT);
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("Anna").contains(ann.id.value()).doesNotContain(bob.id.value());
  }

  @Test
  void whileTheOwnerIsDeadOthersNameItAndItsJobGoesOnWhenItIsBack() throws Exception {
    String path = "/api/jobs/" + ann.make(T0).id();
    ann.vanish();
    mesh(Role.DUAL, bob.id);
    names("Anna", Liveness.DEAD);
    HttpResponse<String> unknown = get(path);
    assertThat(unknown.statusCode()).isEqualTo(503);
    assertThat(unknown.body()).contains("Anna");
    ann.appear();
    mesh(Role.DUAL, ann.id, bob.id);
    assertThat(get(path).statusCode()).isEqualTo(200);
    ann.vanish();
    mesh(Role.DUAL, bob.id);
    HttpResponse<String> known = get(path);
    assertThat(known.statusCode()).isEqualTo(503);
    assertThat(known.body()).contains("Anna").contains("waits for it");
  }

  @Test
  void theListHasTheJobsOfAllNodesNewestFirstAndPagesGoOnWithoutGapsOrRepeats() throws Exception {
    for (int i = 0; i < 7; i++) {
      ann.make(T0.plusMillis(i / 2));
      bob.make(T0.plusMillis(i / 3));
    }
    List<String> all = Stream.of(ann, bob).flatMap(node -> node.jobs.stream()).map(job -> job.id().value()).toList();
    List<String> seen = new ArrayList<>();
    List<String> times = new ArrayList<>();
    for (Optional<String> before = Optional.of(""); before.isPresent();) {
      JsonObject page = door.get("/api/jobs?limit=3" + before.get());
      page.getJsonArray("jobs").stream().map(JsonObject.class::cast).forEach(job -> {
        seen.add(job.getString("jobId"));
        times.add(job.getString("createdAt"));
      });
      String next = page.getString("nextBefore");
      boolean more = page.getJsonArray("jobs").size() == 3 && next != null && seen.size() < 40;
      before = more ? Optional.of("&before=" + next) : Optional.empty();
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
    assertThat(times).isSortedAccordingTo((one, other) -> Instant.parse(other).compareTo(Instant.parse(one)));
  }

  @Test
  void aPageNamesTheNodesThatAreMissing() throws Exception {
    ann.make(T0);
    bob.make(T0);
    assertThat(door.get("/api/jobs").containsKey("silentNodes")).isFalse();
    bob.vanish();
    JsonObject page = door.get("/api/jobs");
    assertThat(page.getJsonArray("silentNodes")).isEqualTo(new JsonArray(List.of(bob.id.value())));
    assertThat(page.getJsonArray("jobs").size()).isEqualTo(1);
    JsonObject stopped = new JsonObject(door.call(Neighbours.ALL, "POST", "/api/jobs/stop-all", null).body());
    assertThat(stopped.getInteger("count")).isEqualTo(1);
    assertThat(stopped.getJsonArray("silentNodes").size()).isEqualTo(1);
  }

  @Test
  void aStreamFollowsTheOwnersEvents() throws Exception {
    JobView job = ann.make(T0);
    HttpResponse<InputStream> stream = door.http.send(
        door.request("GET", "/api/jobs/" + job.id() + "/stream", null).header("authorization", "Bearer " + Neighbours.ALL)
            .build(),
        HttpResponse.BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    StringBuilder text = new StringBuilder();
    byte[] part = new byte[4096];
    door.vertx.setPeriodic(50, _ -> ann.happen(job)); // a lost one comes again
    while (!text.toString().contains("job_started") || !text.toString().contains(ann.id.value()))
      text.append(new String(part, 0, stream.body().read(part), StandardCharsets.UTF_8));
    assertThat(text.toString()).contains("event: progress");
    stream.body().close();
  }

  @Test
  void oneKeyOpensEveryDoorAndIsBelievedForAWhile() throws Exception {
    String path = "/api/jobs/" + ann.make(T0).id();
    assertThat(door.call(bob.key, "GET", path, null).statusCode()).isEqualTo(200);
    assertThat(ann.askedForKeys).hasSize(1);
    assertThat(door.call(bob.key, "GET", path, null).statusCode()).isEqualTo(200);
    assertThat(bob.askedForKeys).hasSize(1);
    assertThat(door.call("key-of-nobody", "GET", path, null).statusCode()).isEqualTo(401);
    bob.vanish();
    assertThat(door.call("key-of-somebody", "GET", path, null).statusCode()).as("bob may know it").isEqualTo(503);
    assertThat(door.call(bob.key, "GET", path, null).statusCode()).as("believed for a minute").isEqualTo(200);
  }

  @Test
  void aWorkersDoorTakesNoJobsAndNamesThoseThatDo() throws Exception {
    mesh(Role.WORKER, ann.id);
    names("Anna", Liveness.ALIVE);
    HttpResponse<String> refused = door.call(Neighbours.ALL, "POST", "/api/jobs", "{\"a\":1,\"b\":2}");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("this node is a worker").contains("Anna (" + ann.id + ")");
    assertThat(get("/api/jobs").statusCode()).isEqualTo(503);
    assertThat(door.call(null, "GET", "/ready", null).statusCode()).isEqualTo(200);
  }

  @Test
  void aJobWithAKeyGoesToTheControllerThatKeepsTheKey() throws Exception {
    String key = keptBy(ann);
    HttpResponse<String> first = submit(key);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    JsonObject job = new JsonObject(first.body());
    assertThat(job.getString("node")).isEqualTo(ann.id.value());
    HttpResponse<String> again = submit(key);
    assertThat(again.headers().firstValue("idempotency-replayed")).contains("true");
    assertThat(new JsonObject(again.body()).getString("jobId")).isEqualTo(job.getString("jobId"));
    assertThat(door.get("/api/jobs/" + job.getString("jobId")).getString("node")).isEqualTo(ann.id.value());
    assertThat(bob.asked).as("the owner is known").isEmpty();
  }

  @Test
  void whileTheKeeperOfAKeyIsAwayItsJobsAreRefusedWithItsNameAndAcceptedNowhere() throws Exception {
    String key = keptBy(ann);
    ann.vanish();
    names("Anna", Liveness.SUSPECT);
    assertRefusedNaming("Anna (" + ann.id + ")", submit(key));
    mesh(Role.DUAL, bob.id);
    names("Anna", Liveness.DEAD);
    assertRefusedNaming("Anna (" + ann.id + ")", submit(key));
    names("Anna", Liveness.LEFT);
    assertRefusedNaming("Anna (" + ann.id + ")", submit(key));
    assertThat(bob.asked).isEmpty();
    assertThat(door.neighbours.jobs).isEmpty();
    ann.appear();
    mesh(Role.DUAL, ann.id, bob.id);
    assertThat(submit(key).statusCode()).isEqualTo(201);
  }

  @Test
  void aKeyThatAnotherHasIsFollowedThereOnce() throws Exception {
    ann.elsewhere = Optional.of(bob.id);
    String key = keptBy(ann);
    assertThat(new JsonObject(submit(key).body()).getString("node")).isEqualTo(bob.id.value());
    bob.elsewhere = Optional.of(ann.id);
    assertRefusedNaming(bob.id.value(), submit(key));
  }

  @Test
  void aJobWithoutAKeyStaysWhereItWasSubmitted() throws Exception {
    HttpResponse<String> answer = door.call(Neighbours.ALL, "POST", "/api/jobs", "{\"a\":1,\"b\":2}");
    assertThat(new JsonObject(answer.body()).getString("node")).isEqualTo(Neighbours.NODE.value());
    assertThat(ann.asked).isEmpty();
  }

  private String keptBy(OtherNode node) {
    List<NodeId> all = List.of(Neighbours.NODE, ann.id, bob.id);
    return IntStream.range(0, 1_000).mapToObj(i -> "key-" + i).filter(key -> Keeper.of("alice", key, all).equals(node.id))
        .findFirst().orElseThrow();
  }

  private HttpResponse<String> submit(String key) throws Exception {
    return door.send(door.request("POST", "/api/jobs", "{\"a\":1,\"b\":2}").header("authorization", "Bearer " + Neighbours.ALL)
        .header("idempotency-key", key));
  }

  private static void assertRefusedNaming(String name, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.body()).contains(name).contains("Idempotency-Key");
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
  }

  private HttpResponse<String> get(String path) throws Exception { return door.call(Neighbours.ALL, "GET", path, null); }

  private void mesh(Role own, NodeId... others) {
    List<MeshView.Member> members = Stream.concat(Stream.of(new MeshView.Member(Neighbours.NODE, own, Liveness.ALIVE, 100)),
        Arrays.stream(others).map(node -> new MeshView.Member(node, Role.DUAL, Liveness.ALIVE, 100))).toList();
    bus.publish(Addresses.mesh(Neighbours.NODE), new MeshView(1, members));
  }

  /// A registry that knows what ann is called and how she is.
  private void names(String name, Liveness liveness) {
    NodesReply.NodeView view = new NodesReply.NodeView(ann.id, name, Role.DUAL, liveness, false, List.of(), "none",
        Optional.empty(), 1, Optional.empty(), 0, 1, T0, Optional.empty(), Optional.empty(), false);
    door.neighbours.mesh.nodes = List.of(view);
  }
}
