package dev.kith.message;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// How the results of a job's shards become one value. Each is associative and commutative over partials (see [Partial]), so
/// the answer does not depend on how the job was cut, ordered, retried or doubled.
public sealed interface Reducer {
  /// Takes every numeric field that a result has, instead of named ones.
  String ALL_FIELDS = "*";

  /// What a sum means, said by who submits the job: from the names of fields alone nobody can tell.
  enum Derived {
    /// `hits` of `samples` fell into a quarter circle: four times their ratio is about pi.
    PI;

    private static final List<String> PI_FIELDS = List.of("hits", "samples");
  }

  /// The name in manifests and REST: `sum`, `mean`, `min`, `max`, `count`, `collect`.
  String type();

  /// Sums numeric fields exactly and rounds once, at the end.
  ///
  /// @param fields 1 to 256 names, looked up in the result, then in its `returnValue`; with `*` among them, all that
  /// count as numbers, and the named ones are there in any case
  /// @param derived what else the sums are to say
  record Sum(List<String> fields, Optional<Derived> derived) implements Reducer {
    public Sum {
      fields = checked(fields);
      if (derived.isPresent() && !fields.contains(ALL_FIELDS) && !fields.containsAll(Derived.PI_FIELDS)) {
        throw KithException.refused(ErrorCode.INVALID, "derived",
            "pi is derived from the sums of " + String.join(" and ", Derived.PI_FIELDS) + ", so both must be among the fields");
      }
    }

    public Sum(List<String> fields) { this(fields, Optional.empty()); }

    @Override
    public String type() { return "sum"; }
  }

  /// The exact sum divided by the number of shards that had the field.
  record Mean(List<String> fields) implements Reducer {
    public Mean {
      fields = checked(fields);
    }

    @Override
    public String type() { return "mean"; }
  }

  /// The smallest value of a field and the lowest shard that had it.
  record Min(String field) implements Reducer {
    public Min {
      Limits.length("reducer.field", field, 1, Limits.REDUCER_FIELD_CHARS);
    }

    @Override
    public String type() { return "min"; }
  }

  /// The largest value of a field and the lowest shard that had it.
  record Max(String field) implements Reducer {
    public Max {
      Limits.length("reducer.field", field, 1, Limits.REDUCER_FIELD_CHARS);
    }

    @Override
    public String type() { return "max"; }
  }

  /// How many results have a field that is neither missing, null, false, 0 nor an empty text; with `*`, how many there are.
  record Count(String field) implements Reducer {
    public Count {
      Limits.length("reducer.field", field, 1, Limits.REDUCER_FIELD_CHARS);
    }

    @Override
    public String type() { return "count"; }
  }

  /// All results, in shard order, up to [Limits#COLLECT_BYTES].
  ///
  /// @param form present: each in the envelope that a single run has, as the predecessor collects
  record Collect(Optional<Form> form) implements Reducer {
    /// What may be collected instead of bare results.
    public enum Form {
      ENVELOPE
    }

    public Collect {
      Objects.requireNonNull(form);
    }

    public Collect(boolean envelopes) { this(envelopes ? Optional.of(Form.ENVELOPE) : Optional.empty()); }

    public Collect() { this(false); }

    @Override
    public String type() { return "collect"; }
  }

  private static List<String> checked(List<String> fields) {
    Limits.range("reducer.fields (their number)", fields.size(), 1, Limits.REDUCER_FIELDS);
    fields.forEach(field -> Limits.length("reducer.fields", field, 1, Limits.REDUCER_FIELD_CHARS));
    if (fields.stream().distinct().count() < fields.size()) {
      throw KithException.invalid("reducer.fields must not name a field twice");
    }
    return List.copyOf(fields);
  }
}
