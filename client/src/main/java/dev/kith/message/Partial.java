package dev.kith.message;

import dev.kith.model.Json;
import java.util.List;
import java.util.Map;

/// The results of a block's shards, folded where they were computed. Comes from workers, so every number in it is untrusted:
/// `job.Fold` checks it against the job's reducer before it counts.
public sealed interface Partial {
  /// The one result of a job that was not cut, as the predecessor's envelope (`ok, exitCode, returnValue, logs, output, ...`).
  record Single(Json envelope) implements Partial {}

  /// For `sum` and `mean`.
  ///
  /// @param shards results folded in
  /// @param fields by name, at most [Limits#REDUCER_FIELDS]
  record Sums(long shards, Map<String, FieldSum> fields) implements Partial {
    public Sums {
      Limits.range("fields (their number)", fields.size(), 0, Limits.REDUCER_FIELDS);
      fields.keySet().forEach(Sums::checkName);
      fields = Map.copyOf(fields);
    }

    private static void checkName(String name) {
      Limits.length("a field's name", name, 0, Limits.REDUCER_FIELD_CHARS);
      if (!Texts.isWellFormed(name))
        throw KithException.invalid("a field's name holds half a surrogate pair, which is no character");
    }
  }

  /// An exact sum as a non-overlapping expansion: doubles of increasing magnitude whose exact sum is meant (Shewchuk 1997).
  ///
  /// @param count results that had the field
  /// @param parts 0 to 40 finite doubles, none of them zero; empty for a sum of 0
  record FieldSum(long count, List<Double> parts) {
    public static final int PARTS_MAX = 40;

    public FieldSum {
      parts = List.copyOf(parts);
    }
  }

  /// For `min` and `max`.
  ///
  /// @param shard the lowest shard that had `value`
  record Extreme(long shards, double value, long shard) implements Partial {}

  /// For `count`.
  record Counted(long shards, long count) implements Partial {}

  /// For `collect`: one value a shard, in shard order.
  record Values(List<Json> values) implements Partial {
    public Values {
      values = List.copyOf(values);
    }
  }
}
