package dev.kith.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.JobView.Share;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonObjectTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "-0.0, 0", "1, 1", "-1, -1", "0.1, 0.1", "3.14159, 3.14159", "1e15, 1000000000000000",
      "123456789012345680000, 123456789012345680000", "1e21, 1e+21", "1.5e300, 1.5e+300", "0.000001, 0.000001",
      "0.0000001, 1e-7", "-1.25e-9, -1.25e-9", "5e-324, 5e-324", "1.7976931348623157e308, 1.7976931348623157e+308",
      "9007199254740993, 9007199254740992", "100.5, 100.5", "1152921504606846976, 1152921504606847000", "NaN, null"})
  void numbersAreWrittenAsJavaScriptDoes(double value, String text) { assertThat(JsonObject.number(value)).isEqualTo(text); }

  @Test
  void textIsEscaped() {
    assertThat(JsonObject.quoted("a\"\\\n\r\t\u0001\u00e9\ud83d\ude00\ud83d"))
        .isEqualTo("\"a\\\"\\\\\\n\\r\\t\\u0001\u00e9\ud83d\ude00\\ud83d\"");
    assertThat(new JsonObject().put("a", List.of("x", "y")).put("b", true).put("c", 1).json().text())
        .isEqualTo("{\"a\":[\"x\",\"y\"],\"b\":true,\"c\":1}");
  }

  @Test
  void sharesNameTheLargestAndAddUpTheRest() {
    Shares shares = new Shares(List.of());
    for (int i = 0; i < 100; i++)
      shares.add("w" + i, "label", i + 1, 10, 1_500);
    List<Share> list = shares.list();
    assertThat(list).hasSize(Shares.NAMED + 1);
    assertThat(list.getFirst().worker()).isEqualTo("w99");
    assertThat(list.getLast().worker()).isEqualTo("others");
    assertThat(list.stream().mapToLong(Share::shards).sum()).isEqualTo(5050);
    assertThat(new Shares(list).list()).isEqualTo(list);
  }

  @Test
  void ratesLookAtTheLastSeconds() {
    RateMeter meter = new RateMeter(10_000);
    for (int i = 0; i < 100; i++)
      meter.add(10, 10_000 + i * 100L);
    assertThat(meter.perSecond(20_000)).isBetween(95.0, 105.0);
    assertThat(meter.perSecond(60_000)).isZero();
  }
}
