package dev.kith.node;

import java.util.Comparator;
import java.util.List;

/// Guesses what was meant by a mistyped word.
final class Nearest {
  private Nearest() {}

  /// ` (did you mean x?)` for the known word that is nearest, if it is near.
  static String hint(String typed, List<String> known) {
    return known.stream().min(Comparator.comparingInt(word -> distance(typed, word)))
        .filter(word -> distance(typed, word) <= Math.max(2, word.length() / 3)).map(word -> " (did you mean " + word + "?)")
        .orElse("");
  }

  /// Levenshtein's.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++)
      row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
