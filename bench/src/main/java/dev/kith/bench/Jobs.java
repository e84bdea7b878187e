package dev.kith.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The jobs that are measured.
final class Jobs {
  private Jobs() {}

  static Path piSource() { return Path.of(System.getProperty("kith.root", "."), "docs/examples/pi-sharded.js"); }

  static JsonObject pi(long units, long unitsPerShard) throws IOException {
    return sharded(Files.readString(piSource()), units, unitsPerShard, "hits", "samples").put("args",
        new JsonObject().put("seed", 1337));
  }

  /// One unit a shard, which does nothing: what is measured is everything around it.
  static JsonObject tiny(long shards) { return sharded("return {hits: 1};", shards, 1, "hits"); }

  /// One unit a shard.
  static JsonObject shards(String code, long shards, String field) { return sharded(code, shards, 1, field); }

  static JsonObject oneLine() {
    return new JsonObject().put("code", "return args.a + args.b;").put("args", new JsonObject().put("a", 2).put("b", 40));
  }

  private static JsonObject sharded(String code, long units, long unitsPerShard, String... fields) {
    JsonArray names = new JsonArray();
    for (String field : fields)
      names.add(field);
    return new JsonObject().put("code", code).put("executionModel", "sharded")
        .put("shardConfig", new JsonObject().put("totalUnits", units).put("unitsPerShard", unitsPerShard))
        .put("reducer", new JsonObject().put("type", "sum").put("fields", names));
  }
}
