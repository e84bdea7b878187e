package dev.kith.dashboard;

import dev.kith.codec.JsonFields;
import dev.kith.dashboard.DashboardConfig.JobLimits;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.JobSpec;
import dev.kith.message.Limits;
import dev.kith.message.Reducer;
import dev.kith.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Bodies of submitted jobs, checked and with the predecessor's defaults filled in.
final class JobBodies {
  private static final long ADDEND_MAX = 1_000_000_000;
  private static final List<String> SUM_FIELDS = List.of("hits", "samples");
  private static final long SAFE_INTEGER = (1L << 53) - 1;
  private static final Json NO_ARGS = new Json("{}");
  private static final int FIELD_CHARS = 128;
  private static final int NAME_CHARS = 120;

  private final JobLimits limits;

  JobBodies(JobLimits limits) { this.limits = limits; }

  JobSpec add(JsonFields body) {
    long a = body.whole("a", -ADDEND_MAX, ADDEND_MAX);
    long b = body.whole("b", -ADDEND_MAX, ADDEND_MAX);
    body.end();
    return new JobSpec(JobSpec.Op.ADD, "return args.a + args.b", new Json("{\"a\":" + a + ",\"b\":" + b + "}"),
        Duration.ofMillis(limits.defaultTimeoutMs()), Optional.empty(), limits.defaultAttempts(), JobSpec.Isolation.JOB, "");
  }

  JobSpec runJs(JsonFields body) {
    String code = code(body);
    Json args = body.optionalJson("args", limits.maxArgsBytes()).orElse(NO_ARGS);
    Optional<JobSpec.Sharding> sharding = sharding(body);
    int attempts = body.optionalWhole("attempts", 1, Limits.ATTEMPTS_MAX).map(Long::intValue).orElse(limits.defaultAttempts());
    JobSpec.Isolation isolation = body.optionalOneOf("isolation", List.of("job", "shard"))
        .map(text -> JobSpec.Isolation.valueOf(text.toUpperCase(Locale.ROOT))).orElse(JobSpec.Isolation.JOB);
    String name = body.optionalText("name", 0, NAME_CHARS).orElse("");
    Duration timeout = timeout(body);
    body.end();
    return new JobSpec(JobSpec.Op.RUN_JS, code, args, timeout, sharding, attempts, isolation, name);
  }

  private String code(JsonFields body) {
    String code = body.text("code", 1, Limits.CODE_BYTES_MAX);
    if (code.isBlank())
      throw KithException.refused(ErrorCode.INVALID, "code", "must not be blank");
    int bytes = code.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > limits.maxCodeBytes())
      throw KithException.refused(ErrorCode.TOO_LARGE, "code",
          "must have at most " + limits.maxCodeBytes() + " bytes, not " + bytes);
    return code;
  }

  /// 0 is none, whatever the limits; above a day counts as a day.
  private Duration timeout(JsonFields body) {
    long asked = body.optionalWhole("timeoutMs", 0, SAFE_INTEGER).orElse(limits.defaultTimeoutMs());
    long millis = Math.min(asked, Limits.TIMEOUT_MAX.toMillis());
    if (millis != 0 && (millis < limits.minTimeoutMs() || millis > limits.maxTimeoutMs()))
      throw KithException.refused(ErrorCode.INVALID, "timeoutMs",
          "must be 0 or from " + limits.minTimeoutMs() + " to " + limits.maxTimeoutMs() + ", not " + asked);
    return Duration.ofMillis(millis);
  }

  private static Optional<JobSpec.Sharding> sharding(JsonFields body) {
    Optional<String> model = body.optionalWord("executionModel", List.of("single", "sharded"));
    Optional<JsonFields> config = body.optionalObject("shardConfig");
    Reducer reducer = body.optionalObject("reducer").map(JobBodies::reducer).orElseGet(() -> new Reducer.Sum(SUM_FIELDS));
    Optional<Reducer.Derived> derived = body.optionalOneOf("derived", List.of("pi")).map(_ -> Reducer.Derived.PI);
    Optional<JobSpec.Sharding> sharding = config
        .map(fields -> sharding(fields, derived.map(what -> with(reducer, what)).orElse(reducer)));
    boolean cut = model.map("sharded"::equals).orElse(config.isPresent());
    if (cut && sharding.isEmpty())
      throw KithException.refused(ErrorCode.INVALID, "shardConfig", "is missing; a sharded job needs its totalUnits");
    return cut ? sharding : Optional.empty();
  }

  private static Reducer with(Reducer reducer, Reducer.Derived derived) {
    if (reducer instanceof Reducer.Sum(List<String> fields, _))
      return new Reducer.Sum(fields, Optional.of(derived));
    throw KithException.refused(ErrorCode.INVALID, "derived", "is for the reducer sum, not " + reducer.type());
  }

  private static JobSpec.Sharding sharding(JsonFields fields, Reducer reducer) {
    long total = fields.whole("totalUnits", 1, Limits.TOTAL_UNITS);
    Optional<Long> perShard = fields.optionalWhole("unitsPerShard", 1, Limits.TOTAL_UNITS);
    fields.end();
    return new JobSpec.Sharding(total, perShard, reducer);
  }

  private static Reducer reducer(JsonFields fields) {
    String type = fields.optionalWord("type", List.of("sum", "mean", "min", "max", "count", "collect")).orElse("sum");
    Reducer reducer = switch (type) {
      case "sum" -> new Reducer.Sum(names(fields));
      case "mean" -> new Reducer.Mean(names(fields));
      case "min" -> new Reducer.Min(name(fields, "value"));
      case "max" -> new Reducer.Max(name(fields, "value"));
      case "count" -> new Reducer.Count(name(fields, Reducer.ALL_FIELDS));
      default -> new Reducer.Collect(fields.optionalFlag("envelopes").orElse(false));
    };
    fields.end();
    return reducer;
  }

  private static List<String> names(JsonFields fields) {
    return fields.optionalTexts("fields", 1, Limits.REDUCER_FIELDS, FIELD_CHARS).orElse(SUM_FIELDS);
  }

  private static String name(JsonFields fields, String unlessTold) {
    return fields.optionalText("field", 1, FIELD_CHARS).orElse(unlessTold);
  }
}
