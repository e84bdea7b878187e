package dev.kith.model;

import java.util.HexFormat;
import java.util.function.IntUnaryOperator;

/// What text from elsewhere may look like where people read it: on a terminal, in a log, in a label. Decided by Unicode's categories, so
/// that no list of dangerous characters is ever incomplete.
///
/// Not plain are controls (C0 and C1: they move cursors, set titles, forge lines), separators of lines and paragraphs, lone surrogates, and formats
/// (marks of direction make text read other than it is; U+FEFF and the like are not seen at all) but for the two joiners that scripts and
/// emoji need.
public final class PlainText {
  private static final int NON_JOINER = 0x200C;
  private static final int JOINER = 0x200D;
  private static final char INSTEAD = '\uFFFD';

  private PlainText() {}

  /// Whether it may be a name or a label as it is.
  public static boolean is(String text) { return text.codePoints().allMatch(PlainText::plain); }

  /// On one line: what would break it becomes a space, what else is not plain U+FFFD.
  public static String line(String text) { return is(text) ? text : mapped(text, each -> breaks(each) ? ' ' : INSTEAD); }

  /// The same, with the line feeds and tabs left in.
  public static String lines(String text) {
    return is(text) ? text : mapped(text, each -> each == '\n' || each == '\t' ? each : each == '\r' ? ' ' : INSTEAD);
  }

  /// JSON with the same meaning whose strings hold only plain characters; the others are written as escapes.
  ///
  /// @param json as any encoder writes it; line feeds and tabs in there are between its values
  public static String json(String json) {
    if (is(json)) return json;
    StringBuilder text = new StringBuilder(json.length() + 64);
    json.codePoints().forEach(each -> {
      if (plain(each) || each == '\n' || each == '\t' || each == '\r') text.appendCodePoint(each);
      else
        Character.toString(each).chars().forEach(unit -> text.append("\\u").append(HexFormat.of().toHexDigits((char) unit)));
    });
    return text.toString();
  }

  private static boolean plain(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> false;
      case Character.FORMAT -> character == JOINER || character == NON_JOINER;
      default -> true;
    };
  }

  /// Line feed to carriage return, NEL, LS, PS: what UAX 14 breaks lines at; and the tab.
  private static boolean breaks(int character) {
    return (character >= '\t' && character <= '\r') || character == 0x85 || character == 0x2028 || character == 0x2029;
  }

  private static String mapped(String text, IntUnaryOperator other) {
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints().map(each -> plain(each) ? each : other.applyAsInt(each)).forEach(mapped::appendCodePoint);
    return mapped.toString();
  }
}
