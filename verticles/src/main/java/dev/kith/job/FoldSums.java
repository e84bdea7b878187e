package dev.kith.job;

import dev.kith.message.Limits;
import dev.kith.message.Partial;
import dev.kith.message.Reducer;
import dev.kith.model.Json;
import dev.kith.model.ShardRange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/// `sum` and `mean`: an exact sum a field. Named fields stay in the order asked for, all fields in that of their names.
final class FoldSums implements Fold {
  /// Different fields that results may have under `*`, all shards together.
  static final int ALL_FIELDS_MAX = Limits.REDUCER_FIELDS;

  private final boolean all;
  private final boolean mean;
  private final SequencedMap<String, Field> fields;

  private static final class Field {
    private long count;
    private ExactSum sum = new ExactSum();
  }

  private FoldSums(List<String> names, boolean mean) {
    this.all = names.contains(Reducer.ALL_FIELDS);
    this.mean = mean;
    this.fields = all ? new TreeMap<>() : new LinkedHashMap<>();
    names.stream().filter(name -> !name.equals(Reducer.ALL_FIELDS)).forEach(name -> fields.put(name, new Field()));
  }

  static FoldSums read(List<String> names, boolean mean, boolean empty, DataInput in) throws IOException {
    FoldSums fold = new FoldSums(names, mean);
    int size = empty ? 0 : in.readInt();
    for (int i = 0; i < size; i++) {
      Field field = new Field();
      fold.fields.put(in.readUTF(), field);
      field.count = in.readLong();
      field.sum = ExactSum.read(in);
    }
    return fold;
  }

  @Override
  public Optional<String> flaw(Partial partial, ShardRange done) {
    if (!(partial instanceof Partial.Sums sums))
      return Optional.of("it is no sum");
    return Fold.miscounted(sums.shards(), done).or(() -> strange(sums.fields().keySet()))
        .or(() -> sums.fields().values().stream().flatMap(field -> flaw(field, done).stream()).findFirst());
  }

  private Optional<String> strange(Set<String> names) {
    if (names.size() > (all ? ALL_FIELDS_MAX : fields.size()))
      return Optional.of("it has " + names.size() + " fields");
    return names.stream().filter(name -> all ? name.length() > Limits.REDUCER_FIELD_CHARS : !fields.containsKey(name))
        .map(name -> "it has a field that was not asked for").findFirst();
  }

  private static Optional<String> flaw(Partial.FieldSum field, ShardRange done) {
    if (field.count() < 0 || field.count() > done.count())
      return Optional.of("a field's count is " + field.count() + " of " + done.count() + " shards");
    if (field.parts().size() > Partial.FieldSum.PARTS_MAX)
      return Optional.of("an expansion has " + field.parts().size() + " parts");
    // Twice as much as honest parts can reach; still far from where a sum of all shards could overflow.
    double most = 2 * Limits.SUMMAND_MAX * field.count();
    double before = 0;
    for (double part : field.parts()) {
      double size = Math.abs(part);
      if (!(size > before && size <= most))
        return Optional.of("an expansion is not finite, not of growing parts, or too large");
      before = size;
    }
    return Optional.empty();
  }

  @Override
  public void merge(Partial partial) {
    for (Map.Entry<String, Partial.FieldSum> entry : ((Partial.Sums) partial).fields().entrySet()) {
      Field field = fields.computeIfAbsent(entry.getKey(), _ -> new Field());
      field.count += entry.getValue().count();
      for (double part : entry.getValue().parts())
        field.sum.add(part);
    }
  }

  @Override
  public Optional<String> excess() {
    return fields.size() <= ALL_FIELDS_MAX
        ? Optional.empty()
        : Optional.of("results have more than " + ALL_FIELDS_MAX + " different numeric fields to reduce; name the fields");
  }

  @Override
  public Json aggregate() {
    JsonObject json = new JsonObject();
    fields.forEach((name, field) -> json.put(name, value(field)));
    return json.json();
  }

  private double value(Field field) {
    if (!mean)
      return field.sum.value();
    return field.count == 0 ? Double.NaN : field.sum.dividedBy(field.count);
  }

  /// The sum of a field if results had it, for derived values.
  Optional<Double> sum(String name) {
    return Optional.ofNullable(mean ? null : fields.get(name)).filter(field -> field.count > 0).map(field -> field.sum.value());
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(fields.size());
    for (Map.Entry<String, Field> entry : fields.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeLong(entry.getValue().count);
      entry.getValue().sum.write(out);
    }
  }
}
