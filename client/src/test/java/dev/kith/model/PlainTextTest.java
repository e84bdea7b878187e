package dev.kith.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "Ann's phone", "Käthe", "日本語", "क्‍ष", "👩‍🔬", "a\u200Cb", "100 % – ‘quoted’"})
  void whatPeopleWriteIsPlain(String text) {
    assertThat(PlainText.is(text)).isTrue();
    assertThat(PlainText.line(text)).isSameAs(text);
    assertThat(PlainText.json(text)).isSameAs(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, '\t', '\n', '\r', 0x1b, 0x7f, 0x85, 0x90, 0x9b, 0x9d, 0xad, 0x61c, 0x200b, 0x200e, 0x2028, 0x2029,
      0x202e, 0x2066, 0x2069, 0xfeff, 0xfff9, 0xd800, 0xdfff, 0xe0001, 0xe0041})
  void whatMovesForgesHidesOrTurnsIsNot(int character) {
    String text = "a" + (character < 0x10000 ? String.valueOf((char) character) : Character.toString(character)) + "b";
    assertThat(PlainText.is(text)).isFalse();
    assertThat(PlainText.line(text)).matches("a[ \uFFFD]b");
    assertThat(PlainText.is(PlainText.line(text))).isTrue();
  }

  @Test
  void oneLineStaysOneLineWhateverIsInIt() {
    String all = IntStream.range(0, 0x110000).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
    assertThat(PlainText.line(all).lines()).hasSize(1);
    assertThat(PlainText.is(PlainText.line(all))).isTrue();
    assertThat(PlainText.lines(all).lines()).hasSize(2); // the line feed that is in there
    assertThat(PlainText.is(PlainText.lines(all).replace("\n", "").replace("\t", ""))).isTrue();
  }

  @Test
  void jsonMeansTheSameAndIsPlain() {
    assertThat(PlainText.json("{\n\t\"a\": \"\u009b31m\u2028\uD83D\uDE00\uDB40\uDC41\"}"))
        .isEqualTo("{\n\t\"a\": \"\\u009b31m\\u2028\uD83D\uDE00\\udb40\\udc41\"}");
  }
}
