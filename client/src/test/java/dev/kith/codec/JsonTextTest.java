package dev.kith.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"null", " 1 ", "{\"a\": [true, {\"a\":1}]}", "\"é\"", "-0.5e-3"})
  void oneValueIsKeptAsItIs(String text) { assertThat(JsonText.check("args", text, 100).text()).isEqualTo(text); }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1 2", "{} x", "{\"a\":1,\"a\":2}", "[1,]", "NaN", "-Infinity", "'a'", "// c\n1", "01", "+1",
      "\"\t\"",
      "[", "tru", "\u0000", "{\"a\":{\"b\":1,\"b\":1}}"})
  void anythingElseIsInvalid(String text) {
    assertThatThrownBy(() -> JsonText.check("args", text, 100)).isInstanceOf(KithException.class).hasMessageStartingWith("args ")
        .extracting(e -> ((KithException) e).code()).isEqualTo(ErrorCode.INVALID);
  }

  @Test
  void depthIsLimited() {
    assertThat(JsonText.check("args", "[".repeat(64) + "]".repeat(64), 200)).isNotNull();
    assertThatThrownBy(() -> JsonText.check("args", "[".repeat(65) + "]".repeat(65), 200)).isInstanceOf(KithException.class)
        .hasMessageContaining("64");
  }

  @Test
  void bytesAreCountedNotCharacters() {
    assertThat(JsonText.check("args", "\"é\"", 4)).isNotNull();
    assertThatThrownBy(() -> JsonText.check("args", "\"é\"", 3)).isInstanceOf(KithException.class)
        .hasMessage("args must have at most 3 bytes").extracting(e -> ((KithException) e).code()).isEqualTo(ErrorCode.TOO_LARGE);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"{} | {\"units\":5}", "{\"a\":1} | {\"a\":1,\"units\":5}", "{\"units\":7} | {\"units\":7}",
      "{\"units\":null} | {\"units\":null}", "[1] | [1]", "null | null"})
  void memberIsAddedOnlyWhereItIsMissing(String before, String after) {
    assertThat(JsonText.withMissing(new Json(before), "units", 5)).isEqualTo(new Json(after));
  }
}
