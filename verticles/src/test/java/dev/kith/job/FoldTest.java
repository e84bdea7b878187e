package dev.kith.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.Limits;
import dev.kith.message.Partial;
import dev.kith.message.Partial.FieldSum;
import dev.kith.message.Reducer;
import dev.kith.model.Blob;
import dev.kith.model.Json;
import dev.kith.model.ShardRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FoldTest {
  private static final Reducer SUM = new Reducer.Sum(List.of("x", "y"));
  private static final Reducer ALL = new Reducer.Sum(List.of("*"));
  private static final ShardRange TEN = new ShardRange(100, 10);

  private static Fold fold(Reducer reducer) { return Fold.of(Optional.of(reducer), 1000, Blob.EMPTY); }

  @Test
  void noSplitAndNoOrderShowsInASum() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 200; round++) {
      List<Double> values = Stream.generate(() -> ExactSumTest.anyDouble(random)).limit(60).toList();
      BigDecimal exact = values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
      Fold fold = fold(new Reducer.Sum(List.of("x")));
      List<Partial> partials = split(values, random);
      Collections.shuffle(partials, new Random(round));
      for (Partial partial : partials) {
        fold.merge(partial);
        fold = Fold.of(Optional.of(new Reducer.Sum(List.of("x"))), 1000, fold.toBytes());
      }
      assertThat(fold.aggregate().text()).isEqualTo("{\"x\":" + JsonObject.number(exact.doubleValue()) + "}");
    }
  }

  private static List<Partial> split(List<Double> values, SplittableRandom random) {
    List<Partial> partials = new ArrayList<>();
    for (int from = 0; from < values.size();) {
      int to = Math.min(values.size(), from + random.nextInt(1, 12));
      partials.add(new Partial.Sums(to - from, Map.of("x", new FieldSum(to - from, expansion(values.subList(from, to))))));
      from = to;
    }
    return partials;
  }

  /// As a worker does it: the rounded sum, then the rounded sum of what is left, and so on.
  private static List<Double> expansion(List<Double> values) {
    BigDecimal rest = values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    List<Double> parts = new ArrayList<>();
    while (rest.doubleValue() != 0) {
      parts.addFirst(rest.doubleValue());
      rest = rest.subtract(new BigDecimal(rest.doubleValue()));
    }
    return parts;
  }

  @Test
  void meanDividesTheExactSumByThoseThatHadTheField() {
    Fold fold = fold(new Reducer.Mean(List.of("x", "never")));
    fold.merge(new Partial.Sums(10, Map.of("x", new FieldSum(3, List.of(1.0)))));
    assertThat(fold.aggregate().text()).isEqualTo("{\"x\":0.3333333333333333,\"never\":null}");
  }

  @Test
  void extremesKeepTheLowestShardThatHadTheValue() {
    for (boolean max : new boolean[]{true, false}) {
      Reducer reducer = max ? new Reducer.Max("v") : new Reducer.Min("v");
      List<Partial> partials = new ArrayList<>(List.of(new Partial.Extreme(1, 3, 9), new Partial.Extreme(1, 3, 4),
          new Partial.Extreme(1, max ? 2 : 7, 1), new Partial.Extreme(1, max ? -0.0 : 5, 0)));
      for (int round = 0; round < 24; round++) {
        Collections.shuffle(partials, new Random(round));
        Fold fold = fold(reducer);
        partials.forEach(fold::merge);
        Fold reread = Fold.of(Optional.of(reducer), 1000, fold.toBytes());
        assertThat(reread.aggregate().text()).isEqualTo("{\"value\":3,\"v\":3}");
        assertThat(((FoldExtreme) reread).shard()).isEqualTo(4);
      }
    }
  }

  @Test
  void countAndAllFieldsAndNothingYet() {
    Fold count = fold(new Reducer.Count("x"));
    assertThat(count.aggregate().text()).isEqualTo("{\"count\":0}");
    count.merge(new Partial.Counted(10, 4));
    count.merge(new Partial.Counted(10, 5));
    assertThat(Fold.of(Optional.of(new Reducer.Count("x")), 1000, count.toBytes()).aggregate().text()).isEqualTo("{\"count\":9}");
    Fold all = fold(ALL);
    all.merge(new Partial.Sums(2, Map.of("b", new FieldSum(1, List.of(0.5)), "a", new FieldSum(2, List.of(7.0)))));
    assertThat(all.aggregate().text()).isEqualTo("{\"a\":7,\"b\":0.5}");
    assertThat(fold(new Reducer.Min("v")).aggregate()).isEqualTo(Json.NULL);
  }

  @Test
  void anExtremeIsUnderItsFieldAndUnderThePredecessorsName() {
    for (String field : List.of("v", "value")) {
      Fold max = fold(new Reducer.Max(field));
      max.merge(new Partial.Extreme(10, 7, 103));
      assertThat(max.aggregate().text()).isEqualTo(field.equals("v") ? "{\"value\":7,\"v\":7}" : "{\"value\":7}");
    }
  }

  @Test
  void envelopesMayBeLargerThanTheResultsInThem() {
    Partial values = new Partial.Values(Collections.nCopies(10, new Json("\"" + "x".repeat(1500) + "\"")));
    assertThat(fold(new Reducer.Collect()).flaw(values, TEN)).isPresent();
    assertThat(fold(new Reducer.Collect(true)).flaw(values, TEN)).isEmpty();
  }

  @Test
  void tooMuchIsSaid() {
    Fold all = fold(ALL);
    for (int i = 0; i < 2; i++) {
      int from = i * 200;
      Map<String, FieldSum> fields = IntStream.range(from, from + 200).boxed()
          .collect(java.util.stream.Collectors.toMap(n -> "f" + n, _ -> new FieldSum(1, List.of(1.0))));
      Partial partial = new Partial.Sums(10, fields);
      assertThat(all.flaw(partial, TEN)).isEmpty();
      all.merge(partial);
    }
    assertThat(all.excess()).contains("results have more than 256 different numeric fields to reduce; name the fields");
    Fold collect = Fold.of(Optional.of(new Reducer.Collect()), Limits.RESULT_BYTES_MAX, Blob.EMPTY);
    Json big = new Json("\"" + "x".repeat(Limits.RESULT_BYTES_MAX - 2) + "\"");
    while (collect.excess().isEmpty())
      collect.merge(new Partial.Values(Collections.nCopies(10, big)));
    assertThat(collect.excess().orElseThrow()).contains("more than 67108864 bytes");
    assertThat(((FoldCollect) collect).inline()).isFalse();
  }

  static Stream<Object[]> flawed() {
    Reducer min = new Reducer.Min("v");
    Reducer collect = new Reducer.Collect();
    return Stream.of(row(SUM, new Partial.Counted(10, 1)), row(SUM, new Partial.Sums(9, Map.of())),
        row(SUM, new Partial.Sums(10, Map.of("z", new FieldSum(1, List.of(1.0))))), sum(11, 1.0), sum(-1, 1.0),
        sum(10, Double.NaN), sum(10, Double.POSITIVE_INFINITY), sum(10, 0.0), sum(10, 2.0, 1.0), sum(10, 1.0, -1.0),
        sum(10, 1e290), sum(0, 1.0), row(SUM, new Partial.Sums(10, Map.of("x", new FieldSum(10, Collections.nCopies(41, 1.0))))),
        row(min, new Partial.Extreme(10, Double.NaN, 100)), row(min, new Partial.Extreme(10, 1, 110)),
        row(min, new Partial.Extreme(10, 1, 99)), row(min, new Partial.Extreme(9, 1, 100)), row(min, new Partial.Counted(10, 1)),
        row(new Reducer.Count("x"), new Partial.Counted(10, 11)), row(new Reducer.Count("x"), new Partial.Counted(10, -1)),
        row(new Reducer.Count("*"), new Partial.Counted(10, 9)), row(new Reducer.Count("x"), new Partial.Counted(11, 1)),
        row(collect, new Partial.Values(Collections.nCopies(9, Json.NULL))), row(collect, new Partial.Counted(10, 1)),
        row(collect, new Partial.Values(Collections.nCopies(10, new Json("\"" + "x".repeat(999) + "\"")))));
  }

  private static Object[] row(Reducer reducer, Partial partial) { return new Object[]{reducer, partial}; }

  private static Object[] sum(long count, Double... parts) {
    return row(SUM, new Partial.Sums(10, Map.of("x", new FieldSum(count, List.of(parts)))));
  }

  @ParameterizedTest
  @MethodSource("flawed")
  void whatCannotBeRightIsRefused(Reducer reducer, Partial partial) { assertThat(fold(reducer).flaw(partial, TEN)).isPresent(); }

  @Test
  void aJobInOnePieceTakesOneEnvelope() {
    Fold fold = Fold.of(Optional.empty(), 1000, Blob.EMPTY);
    ShardRange one = new ShardRange(0, 1);
    assertThat(fold.flaw(new Partial.Counted(1, 1), one)).isPresent();
    assertThat(fold.flaw(new Partial.Single(new Json("\"" + "x".repeat(1 << 19) + "\"")), one)).isPresent();
    fold.merge(new Partial.Single(new Json("{\"ok\":true}")));
    assertThat(fold.aggregate().text()).isEqualTo("{\"ok\":true}");
  }
}
