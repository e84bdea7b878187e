package dev.kith.message;

/// Texts that come from job code, made fit for a message: UTF-8 has no halves of surrogate pairs.
public final class Texts {
  private static final char REPLACEMENT = '\ufffd';

  private Texts() {}

  /// At most `max` characters of it, never half of a pair, with U+FFFD for each half that stood alone.
  public static String clip(String text, int max) {
    boolean splits = text.length() > max && max > 0 && Character.isHighSurrogate(text.charAt(max - 1))
        && Character.isLowSurrogate(text.charAt(max));
    return wellFormed(text.length() <= max ? text : text.substring(0, splits ? max - 1 : max));
  }

  /// Whether no half of a surrogate pair stands alone.
  public static boolean isWellFormed(String text) { return lone(text, 0) < 0; }

  private static String wellFormed(String text) {
    int at = lone(text, 0);
    if (at < 0)
      return text;
    StringBuilder mended = new StringBuilder(text);
    for (; at >= 0; at = lone(text, at + 1))
      mended.setCharAt(at, REPLACEMENT);
    return mended.toString();
  }

  private static int lone(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c))
        continue;
      if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1)))
        i++;
      else
        return i;
    }
    return -1;
  }
}
