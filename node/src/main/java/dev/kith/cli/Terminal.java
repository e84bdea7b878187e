package dev.kith.cli;

import dev.kith.model.PlainText;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What a command sees of the world around it.
///
/// @param out results, for people or pipes
/// @param err everything else: progress, warnings, errors
/// @param in what is piped in
/// @param interactive whether a person sits in front of it: progress bars and prompts only then
record Terminal(PrintWriter out, PrintWriter err, InputStream in, Map<String, String> environment, boolean interactive) {
  /// A JDK 25 has a console only where both standard input and output are a terminal, unless told otherwise.
  @SuppressWarnings("SystemConsoleNull")
  static Terminal ofProcess() {
    return new Terminal(new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        System.in, System.getenv(), System.console() != null && System.console().isTerminal());
  }

  private static final int WIDTH = 80;

  /// Characters of a line; the script that starts this program asks the terminal.
  int width() {
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : WIDTH;
  }

  /// Whether colours are wanted: on a terminal, unless `NO_COLOR` says otherwise (no-color.org).
  boolean coloured() { return interactive && environment.getOrDefault("NO_COLOR", "").isEmpty(); }

  /// A line for people that is not the result. Whatever is in there moves no cursor.
  void say(String text) {
    err.println(PlainText.lines(text));
    err.flush();
  }

  void print(String text) {
    out.println(PlainText.lines(text));
    out.flush();
  }

  /// JSON, whose meaning stays what it is.
  void printJson(String json) { print(PlainText.json(json)); }

  /// What is of this program alone and has escapes on purpose.
  void draw(String text) {
    out.println(text);
    out.flush();
  }
}
