package dev.kith.cli;

import java.util.ArrayList;
import java.util.List;

/// Lines up a table, two spaces between its columns.
final class Columns {
  private Columns() {}

  /// @param rows of equal length; the first is the heading
  static List<String> of(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++)
        widths[i] = Math.max(widths[i], row.get(i).length());
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++)
        line.append(Printable.of(row.get(i))).repeat(' ', widths[i] - row.get(i).length() + 2);
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
