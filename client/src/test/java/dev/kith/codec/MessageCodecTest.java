package dev.kith.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kith.message.AccessRequest;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobEvent;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.JobView;
import dev.kith.message.KithException;
import dev.kith.message.Limits;
import dev.kith.message.Partial;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.Json;
import java.time.Instant;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
  private static final ObjectMapper TREES = new ObjectMapper();
  private static final List<String> WRONG = List.of("\"5\"", "5.9", "5", "true", "null", "[]", "{}", "\"\"", "\"NaN\"",
      "123456789012345678901234567890", "1e999", "[[]]", "{\"a\":{}}");

  static Stream<Class<?>> messageTypes() { return Samples.messageTypes(); }

  @ParameterizedTest
  @MethodSource("messageTypes")
  void comesBackAsItWas(Class<?> type) {
    for (boolean withOptionals : new boolean[]{true, false}) {
      Object message = new Samples(withOptionals).of(type);
      assertThat(decode(MessageCodec.encode(message), root(type))).isEqualTo(message);
      assertThat(MessageCodec.wireType(MessageCodec.wireName(message))).isEqualTo(root(type));
    }
  }

  @ParameterizedTest
  @MethodSource("messageTypes")
  void unknownRepeatedAndTrailingTextIsRefused(Class<?> type) throws IOException {
    ObjectNode good = tree(type);
    String text = good.toString();
    refused(good.deepCopy().put("extra", 1).toString(), type);
    for (String trailing : List.of("{}", "x", ",", "]", "1", "null", text))
      refused(text + trailing, type);
    for (Map.Entry<String, JsonNode> field : good.properties())
      refused("{\"" + field.getKey() + "\":" + field.getValue() + "," + text.substring(1), type);
    for (String other : List.of("", "null", "[]", "[" + text + "]", "1", "\"a\"", "{", "\u0000"))
      refused(other, type);
  }

  @ParameterizedTest
  @MethodSource("messageTypes")
  void missingFieldIsRefused(Class<?> type) throws IOException {
    for (RecordComponent component : type.getRecordComponents()) {
      ObjectNode lacking = tree(type);
      lacking.remove(component.getName());
      if (component.getType() == Optional.class)
        decodesOrIsRefused(lacking.toString(), type);
      else
        refused(lacking.toString(), type);
    }
  }

  @ParameterizedTest
  @MethodSource("messageTypes")
  void wrongTypeIsRefused(Class<?> type) throws IOException {
    for (RecordComponent component : type.getRecordComponents()) {
      for (String wrong : WRONG) {
        ObjectNode changed = tree(type);
        String text = changed.put(component.getName(), "@@").toString().replace("\"@@\"", wrong);
        decodesOrIsRefused(text, type);
        if (neverFits(component.getType(), wrong))
          refused(text, type);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("messageTypes")
  void randomDamageIsRefusedOrReadAndNothingElse(Class<?> type) {
    Random random = new Random(type.getName().hashCode());
    byte[] good = MessageCodec.encode(new Samples(true).of(type));
    for (int i = 0; i < 500; i++) {
      byte[] damaged = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
      for (int hits = random.nextInt(4); hits >= 0 && damaged.length > 0; hits--)
        damaged[random.nextInt(
            damaged.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : "{}[]\",:0e-".charAt(random.nextInt(10)));
      decodesOrIsRefused(new String(damaged, UTF_8), type);
      try {
        decode(damaged, root(type));
      } catch (KithException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "0", "-0", "-0.0", "1e400", "12345678901234567890123", "\" \\u00e9 \\/ é\"", "true", "[ ]",
      "{ \"b\" : 1 ,\"a\":[ 1.50, {} ]\t}",
      "\"\"", "[\"😀\\ud83d\\ude00\"]"})
  void jsonInsideAMessageKeepsItsVeryText(String text) {
    WorkReply.Material material = new WorkReply.Material("é😀", "code", new Json(text), Instant.ofEpochMilli(1_700_000_000_000L));
    assertThat(decode(MessageCodec.encode(material), WorkReply.class)).isEqualTo(material);
    Partial.Values values = new Partial.Values(List.of(new Json(text), Json.NULL, new Json(text)));
    assertThat(decode(MessageCodec.encode(values), Partial.class)).isEqualTo(values);
  }

  @Test
  void typeComesFirstWhereTextMustBeKept() {
    refused("{\"args\":-0,\"manifest\":\"m\",\"code\":\"c\",\"type\":\"work-reply.material\"}", WorkReply.Material.class);
    assertThat(decode("{\"count\":1,\"shards\":5,\"type\":\"partial.counted\"}".getBytes(UTF_8), Partial.class))
        .isEqualTo(new Partial.Counted(5, 1));
    byte[] utf16 = "{\"type\":\"partial.single\",\"envelope\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> decode(utf16, Partial.class)).isInstanceOf(KithException.class);
  }

  @Test
  void presentNullIsNotAbsent() {
    for (Optional<Json> result : List.of(Optional.of(Json.NULL), Optional.<Json>empty())) {
      JobView sample = new Samples(true).of(JobView.class);
      JobView view = new JobView(sample.id(), sample.op(), "", sample.status(), sample.control(), true, "", sample.plan(),
          Json.NULL,
          sample.progress(), result, Optional.empty(), sample.createdAt(), Optional.empty(), Optional.empty());
      assertThat(decode(MessageCodec.encode(new JobReply.One(view)), JobReply.class)).isEqualTo(new JobReply.One(view));
    }
  }

  @Test
  void jsonInsideAMessageIsCheckedToo() {
    for (String bad : List.of("{\"a\":1,\"a\":2}", "[1,]", "NaN", "01", "'a'", "{a:1}", "[".repeat(70) + "]".repeat(70),
        "\"\\x\""))
      refused("{\"type\":\"partial.single\",\"envelope\":" + bad + "}", Partial.Single.class);
  }

  @Test
  void numbersAreNotGuessedFromTextOrFractions() {
    String good = "{\"type\":\"partial.counted\",\"shards\":5,\"count\":1}";
    assertThat(decode(good.getBytes(UTF_8), Partial.class)).isEqualTo(new Partial.Counted(5, 1));
    for (String bad : List.of("\"5\"", "5.9", "5.0", "5e0", "true", "null", "9223372036854775808", "\"\""))
      refused(good.replace("5", bad), Partial.Counted.class);
  }

  @Test
  void errorNamesTheFieldAndNotTheInput() {
    String secret = "{\"type\":\"access-request.authenticate\",\"credential\":\"hunter2hunter2\",\"remote\":5}";
    assertThatThrownBy(() -> decode(secret.getBytes(UTF_8), AccessRequest.class))
        .hasMessageStartingWith("not a valid access request:")
        .hasMessageNotContaining("hunter2");
    String outOfRange = "{\"type\":\"work-message.credit\",\"worker\":\"w\",\"credit\":65}";
    assertThatThrownBy(() -> decode(outOfRange.getBytes(UTF_8), WorkMessage.class))
        .hasMessageContaining("credit must be from 0 to 64, not 65");
  }

  @Test
  void anotherFamilysMemberIsRefused() {
    byte[] reply = MessageCodec.encode(new WorkReply.Ok());
    assertThatThrownBy(() -> decode(reply, JobRequest.class)).isInstanceOf(KithException.class)
        .extracting(e -> ((KithException) e).code()).isEqualTo(ErrorCode.INVALID);
    assertThatThrownBy(() -> MessageCodec.wireType("java.lang.Runtime")).isInstanceOf(KithException.class);
    assertThatThrownBy(() -> MessageCodec.wireName(Json.NULL)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void longerThanAllowedIsTooLarge() {
    byte[] event = MessageCodec.encode(new Samples(true).of(JobEvent.class));
    assertThatCode(() -> MessageCodec.decode(event, JobEvent.class, event.length)).doesNotThrowAnyException();
    assertThatThrownBy(() -> MessageCodec.decode(event, JobEvent.class, event.length - 1)).isInstanceOf(KithException.class)
        .hasMessageContaining("at most " + (event.length - 1) + " bytes, not " + event.length)
        .extracting(e -> ((KithException) e).code()).isEqualTo(ErrorCode.TOO_LARGE);
  }

  @Test
  void numberThatJsonLacksIsNotWritten() {
    assertThatThrownBy(() -> MessageCodec.encode(new Partial.Extreme(1, Double.NaN, 0))).isInstanceOf(KithException.class);
    assertThatThrownBy(() -> MessageCodec.encode(new Partial.FieldSum(1, List.of(Double.POSITIVE_INFINITY))))
        .isInstanceOf(KithException.class);
  }

  private static boolean neverFits(Class<?> type, String wrong) {
    if (type == long.class || type == int.class)
      return !wrong.equals("5");
    if (type == double.class)
      return wrong.startsWith("\"") || wrong.startsWith("[") || wrong.startsWith("{") || wrong.equals("true")
          || wrong.equals("null") || wrong.equals("1e999");
    if (type == boolean.class)
      return !wrong.equals("true");
    if (type == String.class)
      return !wrong.startsWith("\"");
    return type != Json.class && type != Optional.class && type != List.class && !type.isRecord() && type != java.util.Set.class
        && type != Map.class && !type.isSealed() && !wrong.equals("5");
  }

  private static ObjectNode tree(Class<?> type) throws IOException {
    return (ObjectNode) TREES.readTree(MessageCodec.encode(new Samples(true).of(type)));
  }

  private static void refused(String text, Class<?> type) {
    assertThatThrownBy(() -> decode(text.getBytes(UTF_8), root(type))).as(text).isInstanceOf(KithException.class)
        .extracting(e -> ((KithException) e).code()).isEqualTo(ErrorCode.INVALID);
  }

  private static void decodesOrIsRefused(String text, Class<?> type) {
    try {
      assertThat(decode(text.getBytes(UTF_8), root(type))).isNotNull();
    } catch (KithException e) {
      assertThat(e.code()).as(text).isEqualTo(ErrorCode.INVALID);
    }
  }

  private static Object decode(byte[] bytes, Class<?> type) { return MessageCodec.decode(bytes, type, Limits.MESSAGE_BYTES); }

  private static Class<?> root(Class<?> type) {
    return MessageTypes.FAMILIES.stream().<Class<?>>map(family -> family).filter(family -> family.isAssignableFrom(type))
        .findFirst()
        .orElse(type);
  }
}
