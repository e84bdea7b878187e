package dev.kith.codec;

/// Half a surrogate pair is legal in a JSON escape and in a Java string, but has no UTF-8.
final class Surrogates {
  private Surrogates() {}

  /// JSON text with each lone half as its escape, so that it can be written as UTF-8.
  static String escaped(String json) {
    int lone = firstLone(json, 0);
    if (lone < 0)
      return json;
    StringBuilder text = new StringBuilder(json.length() + 16);
    int from = 0;
    for (; lone >= 0; lone = firstLone(json, from)) {
      text.append(json, from, lone).append("\\u").append(Integer.toHexString(json.charAt(lone)));
      from = lone + 1;
    }
    return text.append(json, from, json.length()).toString();
  }

  private static int firstLone(String text, int from) {
    int i = from;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)
        return i;
      i += Character.charCount(codePoint);
    }
    return -1;
  }
}
