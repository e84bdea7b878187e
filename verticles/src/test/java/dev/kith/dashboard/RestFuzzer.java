package dev.kith.dashboard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Makes requests that are almost right, from a seed, and looks at what comes back. As many as asked for.
final class RestFuzzer {
  private static final List<String> BODIES = List.of("{\"a\":1,\"b\":2}",
      "{\"code\":\"return 1\",\"args\":{\"x\":[1,2,{\"y\":null}]},\"timeoutMs\":5,\"executionModel\":\"sharded\",\"shardConfig\":"
          + "{\"totalUnits\":10,\"unitsPerShard\":2},\"reducer\":{\"type\":\"sum\",\"fields\":[\"a\"]},\"attempts\":2,\"isolation\":\"job\"}",
      "{\"key\":\"key-with-every-scope\"}", "{\"label\":\"x\",\"scopes\":[\"jobs\"],\"ttlSec\":600}",
      "{\"ttlSec\":600,\"workerLabel\":\"x\"}",
      "{\"invite\":\"v1.x\",\"publicKey\":\"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk\"}");
  private static final List<String> ODD = List.of("null", "true", "-0", "1e400", "9223372036854775808", "-1", "0.1", "\"\"",
      "\"\\ud800\"",
      "\"\\u0000\"", "[]", "{}", "[[[[[[[[[[[[]]]]]]]]]]]]", "\"" + "x".repeat(300) + "\"", "{\"__proto__\":{}}", "{\"\":1}",
      "NaN",
      "1".repeat(500), "\"\u202e\\u001b[31m\"", "[" + "[".repeat(80) + "]".repeat(80) + "]");
  private static final List<String> PATH_PARTS = List.of("%00", "..", "%2e%2e", "%2f", "%", "%zz", ";x", "?", "//", "\u00fc", "*",
      "00000000-0000-0000-0000-000000000007", "nonsense", "%F0%9F", "{id}");
  private static final List<String> HEADERS = List.of("authorization", "x-client-token", "cookie", "content-type", "accept",
      "origin",
      "idempotency-key", "last-event-id", "x-forwarded-for", "x-forwarded-host", "if-none-match", "content-encoding",
      "accept-encoding",
      "range", "sec-fetch-site", "te", "forwarded", "x-http-method-override");

  private final Door door;
  private final SplittableRandom random;
  private final List<String[]> operations = new ArrayList<>();
  final List<String> faults = new ArrayList<>();
  final Map<Integer, Integer> statuses = new java.util.TreeMap<>();

  RestFuzzer(Door door, long seed) {
    this.door = door;
    this.random = new SplittableRandom(seed);
    for (Map.Entry<String, Object> path : Contract.parsed(Contract.text()).getJsonObject("paths")) {
      for (String method : ((JsonObject) path.getValue()).fieldNames()) {
        if (!path.getKey().endsWith("/stream"))
          operations.add(new String[]{method.toUpperCase(java.util.Locale.ROOT), path.getKey()});
      }
    }
  }

  void run(int cases) throws Exception {
    for (int i = 0; i < cases && faults.size() < 10; i++) {
      if (random.nextInt(10) == 0)
        raw();
      else
        request();
    }
  }

  private void request() throws Exception {
    String[] operation = pick(operations);
    String path = path(operation[1]);
    HttpRequest.Builder request;
    try {
      request = door.request(
          random.nextInt(20) == 0 ? pick(List.of("PUT", "PATCH", "OPTIONS", "TRACE", "FOO", "HEAD")) : operation[0], path,
          operation[0].equals("GET") && random.nextInt(5) > 0 ? null : body());
      if (random.nextInt(8) > 0)
        request.setHeader("x-client-token", Neighbours.ALL);
      if (random.nextInt(3) == 0)
        request.setHeader(pick(HEADERS), oddText());
    } catch (IllegalArgumentException notEvenARequest) {
      return; // the client's own library would not send it; `raw` does
    }
    look(operation[0] + " " + path, door.send(request));
  }

  private void look(String what, HttpResponse<String> answer) {
    statuses.merge(answer.statusCode(), 1, Integer::sum);
    String body = answer.body();
    boolean leaks = body.contains("Exception") || body.contains("\tat ") || body.contains("dev.kith.");
    boolean shapeless = answer.statusCode() >= 400 && !answer.request().method().equals("HEAD")
        && !body.startsWith("{\"error\":\"");
    if (answer.statusCode() == 500 || leaks || shapeless)
      faults.add(what + " -> " + answer.statusCode() + " " + body);
  }

  private void raw() throws Exception {
    String good = "POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    String answer = door.raw(mutated(good, 1 + random.nextInt(6)), 30);
    statuses.merge(0, 1, Integer::sum);
    if (answer.contains("Exception") || answer.matches("(?s)HTTP/1.1 500.*"))
      faults.add("raw -> " + answer);
  }

  private String path(String template) {
    String path = template.replace("{nodeId}", "{id}").replace("{id}",
        random.nextBoolean() ? "00000000-0000-0000-0000-000000000007" : pick(PATH_PARTS));
    if (random.nextInt(10) == 0)
      path = path + "/" + pick(PATH_PARTS);
    if (random.nextInt(4) == 0)
      path = path + "?" + pick(List.of("waitMs", "after", "limit", "from", "before", "x", "")) + "="
          + pick(List.of("1", "-1", "", "x", "%00", "1e9",
              "99999999999999999999", "%zz", "1&limit=2", "%F0"));
    return path;
  }

  private String body() {
    String body = pick(BODIES);
    return switch (random.nextInt(4)) {
      case 0 -> body;
      case 1 -> mutated(body, 1 + random.nextInt(4));
      case 2 -> withOdd(new JsonObject(body));
      default -> pick(ODD);
    };
  }

  private String withOdd(JsonObject body) {
    String name = pick(List.copyOf(body.fieldNames()));
    Object value = body.getValue(name);
    String marker = "\"@@\"";
    if (value instanceof JsonObject inner && !inner.isEmpty() && random.nextBoolean())
      inner.put(pick(List.copyOf(inner.fieldNames())), "@@");
    else if (value instanceof JsonArray list)
      list.add("@@");
    else
      body.put(name, "@@");
    return body.encode().replace(marker, pick(ODD));
  }

  private String mutated(String text, int times) {
    StringBuilder changed = new StringBuilder(text);
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(changed.length());
      switch (random.nextInt(4)) {
        case 0 -> changed.setCharAt(at, (char) random.nextInt(256));
        case 1 -> changed.insert(at, (char) random.nextInt(256));
        case 2 -> changed.deleteCharAt(at);
        default -> changed.insert(at, changed.substring(at, Math.min(changed.length(), at + random.nextInt(20))));
      }
    }
    return changed.toString();
  }

  private String oddText() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i >= 0; i--)
      text.append((char) (32 + random.nextInt(95)));
    return pick(List.of(text.toString(), "", "x".repeat(2000), "Bearer ", "application/json;charset=utf-16",
        "application/x-ndjson", "-1", "kith_session=",
        "kith_session=\"", "gzip", "bytes=0-1", "null", ",,,,", "same-origin"));
  }

  private <T> T pick(List<T> from) { return from.get(random.nextInt(from.size())); }
}
