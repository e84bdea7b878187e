package dev.kith.cli;

import dev.kith.model.PlainText;
import java.util.ArrayList;
import java.util.List;

/// Lines up a table, two spaces between its columns.
final class Columns {
  private Columns() {}

  /// @param rows of equal length; the first is the heading
  static List<String> of(List<List<String>> rows) {
    rows = rows.stream().map(row -> row.stream().map(PlainText::line).toList()).toList();
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++)
        widths[i] = Math.max(widths[i], row.get(i).length());
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++)
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /// The same; where the terminal is too narrow for it, a block of `heading  value` for each row.
  static List<String> fitting(Terminal terminal, List<List<String>> rows) {
    List<String> table = of(rows);
    if (!terminal.interactive() || table.stream().allMatch(line -> line.length() <= terminal.width()))
      return table;
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows.subList(1, rows.size())) {
      lines.add(PlainText.line(row.getFirst()));
      List<List<String>> block = new ArrayList<>();
      for (int i = 1; i < row.size(); i++)
        block.add(List.of("  " + rows.getFirst().get(i), row.get(i)));
      if (!block.isEmpty())
        lines.addAll(of(block));
    }
    return lines;
  }
}
