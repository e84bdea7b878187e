package dev.kith.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kith.codec.MessageCodec;
import dev.kith.message.Partial;
import dev.kith.message.Reducer;
import dev.kith.model.Blob;
import dev.kith.model.ShardRange;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The vectors by which the fold in JavaScript is tested, too: what it sends is taken, and adds up to what its results are.
class FoldVectorsTest {
  private static final Path VECTORS = Path.of("..", "client", "src", "test", "resources", "protocol", "fold-vectors.json");

  @TestFactory
  Stream<DynamicTest> vectors() throws IOException {
    JsonNode cases = new ObjectMapper().readTree(Files.readString(VECTORS)).get("cases");
    return StreamSupport.stream(cases.spliterator(), false).filter(each -> !each.get("partial").isNull())
        .map(each -> DynamicTest.dynamicTest(each.get("name").asText(), () -> check(each)));
  }

  private static void check(JsonNode vector) {
    Reducer reducer = decode(vector.get("reducer"), Reducer.class);
    Partial partial = decode(vector.get("partial"), Partial.class);
    Fold fold = Fold.of(Optional.of(reducer), 1000, Blob.EMPTY);
    assertThat(fold.flaw(partial, new ShardRange(vector.get("first").asLong(), vector.get("done").asLong()))).isEmpty();
    fold.merge(partial);
    assertThat(fold.excess()).isEmpty();
    if (partial instanceof Partial.Sums(_, var fields) && reducer instanceof Reducer.Sum)
      fields.forEach((name, _) -> assertThat(fold.aggregate().text()).contains(sum(vector, name)));
    if (partial instanceof Partial.Extreme extreme)
      assertThat(((FoldExtreme) fold).shard()).isEqualTo(extreme.shard());
  }

  /// The member that the aggregate must have, by exact arithmetic.
  private static String sum(JsonNode vector, String field) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < vector.get("done").asInt(); i++) {
      JsonNode result = vector.get("results").get(i);
      JsonNode value = result.has(field) ? result.get(field) : result.path("returnValue").path(field);
      sum = sum.add(counted(value));
    }
    return JsonObject.quoted(field) + ":" + JsonObject.number(sum.doubleValue());
  }

  private static BigDecimal counted(JsonNode value) {
    if (value.isBoolean())
      return value.asBoolean() ? BigDecimal.ONE : BigDecimal.ZERO;
    if (value.isNumber())
      return new BigDecimal(value.asDouble());
    String text = value.asText("").strip();
    if (text.startsWith("0x"))
      return BigDecimal.valueOf(Long.decode(text));
    return text.matches("[-+.0-9e]+") ? new BigDecimal(text) : BigDecimal.ZERO;
  }

  private static <T> T decode(JsonNode json, Class<T> type) {
    return MessageCodec.decode(json.toString().getBytes(StandardCharsets.UTF_8), type, 1 << 20);
  }
}
