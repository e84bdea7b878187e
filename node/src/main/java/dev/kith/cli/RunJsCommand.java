package dev.kith.cli;

import dev.kith.message.KithException;
import dev.kith.codec.JsonText;
import dev.kith.message.Limits;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kith run-js`: JavaScript, once or over many shards.
@Command(name = "run-js", mixinStandardHelpOptions = true, description = "Run JavaScript on the mesh: the body of an async function that finds `args` and `console`, and, if sharded, "
    + "`__BRAIN__` with its part of the work. It returns a JSON value.", footer = {"", "Examples:",
        "  kith run-js --code 'return args.a * 2' --args-json '{\"a\":21}'",
        "  kith run-js --file pi.js --total-units 1000000000 --reducer sum --sum-fields hits,samples --derived pi --follow",
        "  kith run-js --file primes.js --total-units 100000 --reducer collect --json > primes.json",
        "  kith run-js --file slow.js --timeout-ms 0 --idempotency-key nightly-7      (prints the job's id)"})
final class RunJsCommand implements Callable<Integer> {
  enum Model {
    SINGLE, SHARDED
  }

  enum Reduction {
    SUM, COLLECT, MIN, MAX, COUNT, MEAN
  }

  enum Derivation {
    PI
  }

  enum Isolation {
    JOB, SHARD
  }

  /// Where the code is.
  static final class Source {
    @Option(names = "--file", paramLabel = "FILE", description = "File with the code; - for standard input.")
    private String file;
    @Option(names = "--code", paramLabel = "JS", description = "The code itself.")
    private String code;
  }

  @ArgGroup(multiplicity = "1")
  private Source source;
  @Option(names = "--args-json", paramLabel = "JSON", description = "What the code finds as `args`. Default: {}.")
  private String argsJson = "{}";
  @Option(names = "--execution-model", paramLabel = "MODEL", description = "single or sharded. Default: sharded if --total-units is given.")
  private Model model;
  @Option(names = "--total-units", paramLabel = "N", description = "How much there is to do, in units of yours.")
  private Long totalUnits;
  @Option(names = "--units-per-shard", paramLabel = "N", description = "Units of one shard. Default: the node chooses.")
  private Long unitsPerShard;
  @Option(names = "--reducer", paramLabel = "TYPE", description = "How the shards' results become one: sum, collect, min, max, count or mean. Default: sum.")
  private Reduction reducer = Reduction.SUM;
  @Option(names = "--sum-fields", split = ",", paramLabel = "NAME", description = "Fields that sum or mean take, separated by commas; * for all that are numbers. Default: hits,samples.")
  private List<String> fields = List.of("hits", "samples");
  @Option(names = "--derived", paramLabel = "WHAT", description = "What the sums mean, so that the result says it: pi, from hits and samples.")
  private Derivation derived;
  @Option(names = "--field", paramLabel = "NAME", description = "The field that min, max or count look at. Default: value; count: *.")
  private String field;
  @Option(names = "--run-timeout-ms", paramLabel = "MS", description = "Time-out of a shard's code. Default: the node's; 0: none.")
  private Long runTimeoutMillis;
  @Option(names = "--attempts", paramLabel = "N", description = "Times that a shard is tried before the job fails, 1 to 10. Default: the node's.")
  private Integer attempts;
  @Option(names = "--isolation", paramLabel = "HOW", description = "job: shards of one job share a hardened realm (fast). shard: a fresh realm for each. Default: job.")
  private Isolation isolation;
  @Option(names = "--name", paramLabel = "TEXT", description = "What to call the job, at most 120 characters.")
  private String name;
  @Option(names = "--idempotency-key", paramLabel = "KEY", description = "The same key gives the same job, however often it is sent.")
  private String idempotencyKey;
  @Mixin
  private Connection connection;
  @Mixin
  private Waiting waiting;
  @Mixin
  private Output output;

  private final Terminal terminal;

  RunJsCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    JsonObject body = body();
    try (Door door = connection.open(terminal)) {
      Map<String, String> headers = idempotencyKey == null ? Map.of() : Map.of("Idempotency-Key", idempotencyKey);
      return waiting.finish(terminal, door, output, door.call("POST", "/api/jobs/run-js", body, headers));
    }
  }

  private JsonObject body() {
    boolean sharded = model == null ? totalUnits != null : model == Model.SHARDED;
    if (sharded && totalUnits == null)
      throw new CommandFailed(Exit.USAGE, "a sharded job needs --total-units");
    if (!sharded && (totalUnits != null || unitsPerShard != null))
      throw new CommandFailed(Exit.USAGE, "--total-units and --units-per-shard are for --execution-model sharded");
    JsonText.check("--args-json", argsJson, Limits.ARGS_BYTES_MAX);
    JsonObject body = new JsonObject().put("code", source.code == null ? read(source.file) : source.code)
        .put("args", Json.decodeValue(argsJson)).put("executionModel", sharded ? "sharded" : "single");
    if (sharded) {
      JsonObject shards = new JsonObject().put("totalUnits", totalUnits);
      put(shards, "unitsPerShard", unitsPerShard);
      body.put("shardConfig", shards).put("reducer", reducer());
    }
    put(body, "derived", derived == null ? null : "pi");
    put(body, "timeoutMs", runTimeoutMillis);
    put(body, "attempts", attempts);
    put(body, "isolation", isolation == null ? null : isolation == Isolation.JOB ? "job" : "shard");
    put(body, "name", name);
    return body;
  }

  private JsonObject reducer() {
    return switch (reducer) {
      case SUM -> new JsonObject().put("type", "sum").put("fields", new JsonArray(fields));
      case MEAN -> new JsonObject().put("type", "mean").put("fields", new JsonArray(fields));
      case MIN -> new JsonObject().put("type", "min").put("field", field == null ? "value" : field);
      case MAX -> new JsonObject().put("type", "max").put("field", field == null ? "value" : field);
      case COUNT -> new JsonObject().put("type", "count").put("field", field == null ? "*" : field);
      case COLLECT -> new JsonObject().put("type", "collect");
    };
  }

  private static void put(JsonObject into, String key, Object value) { if (value != null)
    into.put(key, value); }

  private String read(String file) {
    try (InputStream in = file.equals("-") ? terminal.in() : Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(Limits.CODE_BYTES_MAX + 1);
      if (bytes.length > Limits.CODE_BYTES_MAX)
        throw new CommandFailed(Exit.USAGE, "the code in " + file + " exceeds " + Limits.CODE_BYTES_MAX + " bytes");
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandFailed(Exit.USAGE, "cannot read the code from " + file + ": " + KithException.reason(e), e);
    }
  }
}
