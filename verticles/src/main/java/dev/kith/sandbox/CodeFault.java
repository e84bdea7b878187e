package dev.kith.sandbox;

import com.caoccao.javet.exceptions.JavetScriptingError;

/// Why code does not compile, and where in it. All from 1; 0 where that is not known.
public record CodeFault(int line, int column, String message) {
  /// Lines that the compiler of functions puts before the code, as in runtime.js.
  private static final int HEADER_LINES = 2;
  private static final int MESSAGE_CHARS = 500;

  public CodeFault {
    if (line < 0 || column < 0 || message.length() > MESSAGE_CHARS)
      throw new IllegalArgumentException("fault: line " + line + ", column " + column + ", " + message.length() + " characters");
  }

  static CodeFault of(JavetScriptingError error, String code) {
    int line = error.getLineNumber() - HEADER_LINES;
    String[] lines = code.split("\r\n|[\n\r\u2028\u2029]", -1);
    boolean behind = line > lines.length; // in what the compiler puts after the code
    String message = "SyntaxError: " + error.getMessage() + (behind ? " after the end of the code" : "");
    if (behind)
      return new CodeFault(lines.length, lines[lines.length - 1].length() + 1, message);
    return new CodeFault(Math.max(0, line), line < 1 ? 0 : error.getStartColumn() + 1,
        message.substring(0, Math.min(message.length(), MESSAGE_CHARS)));
  }

  /// As the failure of a shard says it; `ShardFailure` knows it by this.
  String text() { return line == 0 ? message : "line " + line + ", column " + column + ": " + message; }
}
