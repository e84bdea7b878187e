package dev.kith.cli;

/// Ends a command with a text for people and an exit code.
class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exit;

  CommandFailed(int exit, String text) { this(exit, text, null); }

  CommandFailed(int exit, String text, Throwable cause) {
    super(text, cause);
    this.exit = exit;
  }

  int exit() { return exit; }

  /// Nobody answered: the node may come back.
  static final class Unreachable extends CommandFailed {
    private static final long serialVersionUID = 1L;

    Unreachable(String text, Throwable cause) { super(Exit.ACCESS, text, cause); }
  }
}
