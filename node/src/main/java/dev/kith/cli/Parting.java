package dev.kith.cli;

/// What is said if somebody stops waiting for a job (Ctrl-C): the job knows nothing of it.
final class Parting implements AutoCloseable {
  private final Thread hook;

  Parting(Terminal terminal, String job) {
    hook = new Thread(() -> terminal.say(System.lineSeparator() + text(job)), "kith-parting");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static String text(String job) {
    return "Job " + job + " goes on. kith job " + job + " --follow watches it, kith cancel " + job + " ends it.";
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // it has been said
    }
  }
}
