package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.kith.message.Limits;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// A table made from the contract: every operation, every field of it, wrongly in each way. What the contract allows at its
/// edges is accepted and what lies one beyond is refused, so contract and code can't drift apart.
class ContractWalkTest {
  private static final JsonObject CONTRACT = Contract.parsed(Contract.text());
  private static final Map<String, String> SAMPLES = Map.of("Add", "{\"a\":1,\"b\":2}", "Credential",
      "{\"key\":\"key-with-every-scope\"}", "NewKey", "{\"label\":\"x\",\"scopes\":[\"jobs\"],\"ttlSec\":600}", "NewInvite",
      "{\"ttlSec\":600,\"workerLabel\":\"x\",\"maxUses\":3}", "NewToken",
      "{\"role\":\"dual\",\"ttlSec\":600,\"uses\":2,\"outboundOnly\":true}", "Revocation", "{\"reason\":\"lost\"}", "NewRole",
      "{\"role\":\"worker\"}", "Join",
      "{\"invite\":\"v1.x\",\"publicKey\":\"" + "k".repeat(90) + "\"}",
      "RunJs",
      "{\"code\":\"return 1\",\"args\":1,\"timeoutMs\":5,\"executionModel\":\"sharded\",\"shardConfig\":{\"totalUnits\":10,"
          + "\"unitsPerShard\":2},\"reducer\":{\"type\":\"sum\",\"fields\":[\"a\"]},\"attempts\":2,\"isolation\":\"job\",\"name\":\"n\"}");
  private static Door door;
  private static String foreignJob;
  private static String ownJob;

  record Op(String path, String method, JsonObject said) {
    String id() { return said.getString("operationId"); }

    String scope() { return said.getString("x-scope"); }

    boolean ofJob() { return path.startsWith("/api/jobs/{id}"); }

    String at(String id) { return here().replace("{id}", id); }

    /// With a node that there is.
    String here() { return path.replace("{nodeId}", Neighbours.NODE.value()); }

    List<JsonObject> query() {
      return said.getJsonArray("parameters", new JsonArray()).stream().map(found -> resolve((JsonObject) found))
          .filter(found -> "query".equals(found.getString("in"))).toList();
    }

    Optional<String> bodyType() {
      return Optional.ofNullable(said.getJsonObject("requestBody")).map(body -> body.getJsonObject("content")
          .getJsonObject("application/json").getJsonObject("schema").getString("$ref").replaceFirst(".*/", ""));
    }

    String sample() { return bodyType().map(SAMPLES::get).orElse(null); }
  }

  /// One field of a body: where it is, and a body around it.
  record Field(Op op, List<String> path, JsonObject schema, boolean required, JsonObject body) {
    String name() { return String.join(".", path); }

    JsonObject with(Object value) {
      JsonObject copy = body.copy();
      parent(copy).put(path.getLast(), value);
      return copy;
    }

    JsonObject without() {
      JsonObject copy = body.copy();
      parent(copy).remove(path.getLast());
      return copy;
    }

    private JsonObject parent(JsonObject root) {
      JsonObject at = root;
      for (String step : path.subList(0, path.size() - 1))
        at = at.getJsonObject(step);
      return at;
    }
  }

  @BeforeAll
  static void open() throws Exception {
    DashboardConfig.JobLimits widest = new DashboardConfig.JobLimits(Limits.CODE_BYTES_MAX, Limits.ARGS_BYTES_MAX,
        Limits.RESULT_BYTES, 0, Limits.TIMEOUT_MAX.toMillis(), 0, 120, Limits.ATTEMPTS_DEFAULT);
    door = Door.open(new DashboardConfig("127.0.0.1", 0, "", 0, Optional.empty(), Optional.empty(), widest,
        DashboardConfig.DoorLimits.DEFAULT));
    foreignJob = door.neighbours.place("bob", 1).view.id().value();
    ownJob = door.neighbours.place("alice", 1).view.id().value();
  }

  @AfterAll
  static void close() { door.close(); }

  @TestFactory
  Stream<DynamicTest> nobodyGetsInWithoutAKey() {
    return closed().map(op -> dynamicTest(op.id(), () -> {
      expect(door.call(null, verb(op), op.at(ownJob), op.sample()), 401, null);
      expect(door.call("wrong", verb(op), op.at(ownJob), op.sample()), 401, null);
      expect(door.send(door.request(verb(op), op.at(ownJob), op.sample()).header("authorization", "Basic YTpi")), 401, null);
      expect(door.call("x".repeat(600), verb(op), op.at(ownJob), op.sample()), 401, null);
    }));
  }

  @TestFactory
  Stream<DynamicTest> aKeyOfAnotherScopeIsNotEnough() {
    return closed().filter(op -> !op.scope().equals("any")).map(op -> dynamicTest(op.id(), () -> {
      for (String scope : List.of("jobs", "jobs-all", "invites", "watch", "keys", "nodes")) {
        int status = door.call("only-" + scope, verb(op), op.at("none"), op.sample()).statusCode();
        boolean allowed = scope.equals(op.scope()) || (scope.equals("jobs-all") && op.scope().equals("jobs"));
        assertThat(status == 403).as(scope + " -> " + status).isEqualTo(!allowed);
      }
    }));
  }

  @TestFactory
  Stream<DynamicTest> anothersJobAndNoJobLookTheSame() {
    return operations().filter(Op::ofJob).map(op -> dynamicTest(op.id(), () -> {
      for (String id : List.of(foreignJob, "00000000-0000-0000-ffff-000000000007", "nonsense",
          foreignJob.toUpperCase(java.util.Locale.ROOT) + "X"))
        expect(door.call(Neighbours.ALL, verb(op), op.at(id), null), 404, null);
    }));
  }

  @TestFactory
  Stream<DynamicTest> samplesAreAccepted() {
    return operations().filter(op -> !op.path().contains("{id}") && !op.id().equals("openTicket")).map(op -> dynamicTest(op.id(),
        () -> assertThat(door.call(Neighbours.ALL, verb(op), op.here(), op.sample()).statusCode()).isBetween(200, 201)));
  }

  @TestFactory
  Stream<DynamicTest> missingFieldsAreNamed() {
    return fields().filter(Field::required).map(field -> dynamicTest(field.op().id() + " " + field.name(),
        () -> expect(post(field, field.without()), 400, field.name())));
  }

  @TestFactory
  Stream<DynamicTest> mistypedFieldsAreNamed() {
    return fields().filter(field -> field.schema().containsKey("type") || field.schema().containsKey("enum"))
        .map(field -> dynamicTest(field.op().id() + " " + field.name(), () -> {
          for (Object wrong : mistyped(field.schema().getString("type")))
            expect(post(field, field.with(wrong)), 400, field.name());
        }));
  }

  @TestFactory
  Stream<DynamicTest> oneBeyondIsRefusedAndTheEdgeIsNot() {
    return fields().map(field -> dynamicTest(field.op().id() + " " + field.name(), () -> {
      for (Object inside : edges(field.schema(), 0))
        assertThat(post(field, field.with(inside)).statusCode()).as(field.name() + " " + shown(inside)).isIn(accepted(field));
      for (Object beyond : edges(field.schema(), 1)) {
        HttpResponse<String> answer = post(field, field.with(beyond));
        assertThat(answer.statusCode()).as(field.name() + " " + shown(beyond)).isIn(400, 413);
        assertThat(new JsonObject(answer.body()).getString("field")).isEqualTo(field.name());
      }
    }));
  }

  @TestFactory
  Stream<DynamicTest> unknownFieldsAreNamed() {
    return operations().filter(op -> !op.method().equals("get") && !op.path().contains("{id}"))
        .map(op -> dynamicTest(op.id(), () -> {
          JsonObject body = op.sample() == null ? new JsonObject() : new JsonObject(op.sample());
          expect(door.call(Neighbours.ALL, verb(op), op.here(), body.copy().put("surplus", 1).encode()), 400, "surplus");
          for (String name : body.fieldNames()) {
            if (body.getValue(name) instanceof JsonObject inner)
              expect(door.call(Neighbours.ALL, verb(op), op.here(),
                  body.copy().put(name, inner.copy().put("surplus", 1)).encode()), 400, name + ".surplus");
          }
        }));
  }

  @TestFactory
  Stream<DynamicTest> queriesAreCheckedToo() {
    return operations()
        .flatMap(op -> op.query().stream().map(parameter -> dynamicTest(op.id() + " " + parameter.getString("name"), () -> {
          String name = parameter.getString("name");
          JsonObject schema = resolve(parameter.getJsonObject("schema"));
          List<String> wrong = new ArrayList<>(List.of("", "x", "1.5", "1e3", "%00", "99999999999999999999999"));
          if ("integer".equals(schema.getString("type")))
            wrong.add(Long.toString(schema.getLong("minimum") - 1));
          for (String value : wrong)
            expect(door.call(Neighbours.ALL, verb(op), op.at(ownJob) + "?" + name + "=" + value, null), 400, name);
          expect(door.call(Neighbours.ALL, verb(op), op.at(ownJob) + "?surplus=1", null), 400, "surplus");
        })));
  }

  @TestFactory
  Stream<DynamicTest> requiredBodiesAreRequired() {
    return operations().filter(op -> op.bodyType().isPresent()).map(op -> dynamicTest(op.id(), () -> {
      boolean required = op.said().getJsonObject("requestBody").getBoolean("required");
      HttpResponse<String> answer = door.call(Neighbours.ALL, verb(op), op.here(), null);
      if (required)
        expect(answer, 400, "body");
      else
        assertThat(answer.statusCode()).isBetween(200, 201);
      for (String broken : List.of("{", "null", "[]", "\"x\"", "{\"a\":", "{}{}", "\u0000", "{\"a\":1,\"a\":2}"))
        expect(door.call(Neighbours.ALL, verb(op), op.here(), broken), 400, "body");
    }));
  }

  private static void expect(HttpResponse<String> answer, int status, String field) {
    assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(status);
    JsonObject error = new JsonObject(answer.body());
    assertThat(error.getString("error")).isNotBlank().doesNotContain("Exception", "dev.kith", "com.fasterxml");
    assertThat(error.getString("code")).isNotBlank();
    if (field != null)
      assertThat(error.getString("field")).as(answer.body()).isEqualTo(field);
  }

  private static HttpResponse<String> post(Field field, JsonObject body) throws Exception {
    return door.call(Neighbours.ALL, verb(field.op()), field.op().here(), body.encode());
  }

  /// A well-formed key may still be nobody's.
  private static List<Integer> accepted(Field field) {
    return field.op().id().equals("openSession") ? List.of(200, 401) : List.of(200, 201);
  }

  private static List<Object> mistyped(String type) {
    List<Object> values = new ArrayList<>(List.of("x", 5, 1.5, true, new JsonArray(), new JsonObject()));
    values.removeIf(value -> switch (type) {
      case "integer" -> value instanceof Integer;
      case "string" -> value instanceof String;
      case "array" -> value instanceof JsonArray;
      case "object" -> value instanceof JsonObject;
      case "boolean" -> value instanceof Boolean;
      default -> false;
    });
    values.add(null);
    return values;
  }

  /// @param beyond 0 for the outermost values that the schema allows, 1 for the first that it does not
  private static List<Object> edges(JsonObject schema, int beyond) {
    List<Object> values = new ArrayList<>();
    if (schema.containsKey("minimum"))
      values.add(schema.getLong("minimum") - beyond);
    if (schema.containsKey("maximum"))
      values.add(schema.getLong("maximum") + beyond);
    if (schema.containsKey("minLength"))
      values.add("y".repeat(schema.getInteger("minLength") - beyond));
    if (schema.containsKey("maxLength"))
      values.add("y".repeat(schema.getInteger("maxLength") + beyond));
    if (schema.containsKey("enum"))
      values.addAll(beyond == 0 ? schema.getJsonArray("enum").getList() : List.of("unheard-of"));
    if (schema.containsKey("maxItems") && !resolve(schema.getJsonObject("items")).containsKey("enum")) {
      JsonArray names = new JsonArray();
      for (int i = 0; i < schema.getInteger("maxItems") + beyond; i++)
        names.add("n" + i);
      values.add(names);
    }
    if (schema.containsKey("minItems") && beyond == 1)
      values.add(new JsonArray());
    return values;
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    return text.length() > 60 ? text.substring(0, 60) + "... (" + text.length() + ")" : text;
  }

  private static Stream<Op> closed() { return operations().filter(op -> !op.scope().equals("none")); }

  private static Stream<Op> operations() {
    return CONTRACT.getJsonObject("paths").stream().flatMap(path -> ((JsonObject) path.getValue()).stream()
        .map(operation -> new Op(path.getKey(), operation.getKey(), (JsonObject) operation.getValue())));
  }

  private static Stream<Field> fields() {
    return operations().filter(op -> op.bodyType().isPresent()).flatMap(op -> {
      List<Field> fields = new ArrayList<>();
      collect(op, List.of(), schema(op.bodyType().orElseThrow()), new JsonObject(op.sample()), fields);
      return fields.stream();
    });
  }

  private static void collect(Op op, List<String> path, JsonObject schema, JsonObject body, List<Field> into) {
    JsonArray required = schema.getJsonArray("required", new JsonArray());
    for (Map.Entry<String, Object> property : schema.getJsonObject("properties", new JsonObject())) {
      List<String> at = Stream.concat(path.stream(), Stream.of(property.getKey())).toList();
      JsonObject inner = resolve((JsonObject) property.getValue());
      JsonObject around = around(at, body);
      into.add(new Field(op, at, inner, required.contains(property.getKey()), around));
      if (inner.containsKey("properties"))
        collect(op, at, inner, around, into);
    }
  }

  /// Some fields make sense only beside certain others.
  private static JsonObject around(List<String> path, JsonObject body) {
    JsonObject around = body.copy();
    switch (String.join(".", path)) {
      case "reducer.field" -> around.put("reducer", new JsonObject().put("type", "min"));
      case "derived" -> around.put("reducer", new JsonObject().put("type", "sum"));
      case "reducer.type" -> around.put("reducer", new JsonObject().put("type", "sum"));
      case "mnemonic" -> around.remove("key");
      default -> around.getMap();
    }
    return around;
  }

  private static JsonObject schema(String name) {
    return CONTRACT.getJsonObject("components").getJsonObject("schemas").getJsonObject(name);
  }

  private static JsonObject resolve(JsonObject found) {
    String ref = found.getString("$ref");
    if (ref == null)
      return found;
    JsonObject at = CONTRACT;
    for (String step : ref.substring(2).split("/", -1))
      at = at.getJsonObject(step);
    return at;
  }

  private static String verb(Op op) { return op.method().toUpperCase(java.util.Locale.ROOT); }
}
