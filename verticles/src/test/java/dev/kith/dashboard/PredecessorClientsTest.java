package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.JobEvent;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the predecessor's clients send, and what they read of the answers: kept in `predecessor/*.json`. An answer may have more.
class PredecessorClientsTest {
  private static Door door;

  @BeforeAll
  static void open() throws Exception { door = Door.open(); }

  @AfterAll
  static void close() { door.close(); }

  @ParameterizedTest
  @ValueSource(strings = {"jobs.json", "mesh.json"})
  void clientsOfThePredecessorFindWhatTheyRead(String file) throws Exception {
    Map<String, String> kept = new HashMap<>();
    for (Object each : pairs(file)) {
      JsonObject pair = (JsonObject) each;
      String after = pair.getString("after", "");
      happen(after, kept.get(after.equals("sum") ? "sum" : "job"));
      HttpResponse<String> answer = ask(pair.getJsonObject("request"), kept);
      assertThat(answer.statusCode()).as("%s: %s", pair.getString("name"), answer.body()).isEqualTo(pair.getInteger("status"));
      JsonObject body = new JsonObject(answer.body());
      holds(pair.getString("name"), pair.getJsonObject("answer"), body);
      if (pair.containsKey("keep"))
        kept.put(pair.getString("keep"), body.getString("jobId"));
    }
  }

  private static JsonArray pairs(String file) throws IOException {
    try (InputStream in = PredecessorClientsTest.class.getResourceAsStream("/predecessor/" + file)) {
      return new JsonArray(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static HttpResponse<String> ask(JsonObject request, Map<String, String> kept)
      throws IOException, InterruptedException {
    String path = request.getString("path");
    for (Map.Entry<String, String> name : kept.entrySet())
      path = path.replace("{" + name.getKey() + "}", name.getValue());
    JsonObject body = request.getJsonObject("body");
    return door.send(door.request(request.getString("method"), path, body == null ? null : body.encode())
        .header("x-client-token", Neighbours.ALL));
  }

  private static void happen(String what, String jobId) {
    if (what.isEmpty())
      return;
    Neighbours.Kept job = door.neighbours.jobs.get(new JobId(jobId));
    if (!what.equals("events")) {
      happen(job, JobEvent.Type.JOB_DONE, "{}");
      return;
    }
    happen(job, JobEvent.Type.JOB_STARTED, "{\"totalShards\":100}");
    happen(job, JobEvent.Type.SHARD_DONE,
        "{\"shardId\":7,\"count\":1,\"worker\":\"w1\",\"completedShards\":1,\"totalShards\":100}");
    happen(job, JobEvent.Type.SHARD_FAILED, "{\"shardId\":8,\"worker\":\"w1\",\"message\":\"no\",\"final\":true}");
    happen(job, JobEvent.Type.JOB_FAILED, "{\"message\":\"no\",\"completedShards\":1,\"totalShards\":100}");
  }

  private static void happen(Neighbours.Kept job, JobEvent.Type type, String data) {
    job.bigData = new Json(data);
    door.neighbours.happen(job, type, false);
  }

  private static void holds(String where, Object wanted, Object found) {
    switch (wanted) {
      case JsonObject object -> object.fieldNames().forEach(name -> {
        assertThat(found).as(where).isInstanceOf(JsonObject.class);
        assertThat(((JsonObject) found).fieldNames()).as(where).contains(name);
        holds(where + "." + name, object.getValue(name), ((JsonObject) found).getValue(name));
      });
      case JsonArray list -> {
        assertThat((JsonArray) found).as(where).hasSize(list.size());
        for (int i = 0; i < list.size(); i++)
          holds(where + "[" + i + "]", list.getValue(i), ((JsonArray) found).getValue(i));
      }
      case null -> assertThat(found).as(where).isNull();
      case String text when text.equals("<text>") -> assertThat(found).as(where).isInstanceOf(String.class);
      case String text when text.equals("<number>") -> assertThat(found).as(where).isInstanceOf(Number.class);
      case String text when text.equals("<list>") -> assertThat(found).as(where).isInstanceOf(JsonArray.class);
      case String text when text.startsWith("<prefix ") ->
        assertThat(found).asString().as(where).startsWith(text.substring(8, text.length() - 1));
      default -> assertThat(found).as(where).isEqualTo(wanted);
    }
  }
}
