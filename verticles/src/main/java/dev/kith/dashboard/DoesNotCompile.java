package dev.kith.dashboard;

/// A job was refused because its code is no JavaScript.
final class DoesNotCompile extends RuntimeException {
  private static final long serialVersionUID = 1L;
  final int line;
  final int column;

  DoesNotCompile(CodeCheck.Fault fault) {
    super("code " + (fault.line() == 0 ? "" : "line " + fault.line() + ", column " + fault.column() + ": ") + fault.message());
    line = fault.line();
    column = fault.column();
  }
}
