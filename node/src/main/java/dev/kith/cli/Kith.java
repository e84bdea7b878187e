package dev.kith.cli;

import dev.kith.message.KithException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The program.
@Command(name = "kith", mixinStandardHelpOptions = true, versionProvider = Kith.Version.class,
    description = "Turns machines and browser tabs that you invite into one private compute mesh.",
    subcommands = HelpCommand.class, synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Examples:", "  kith demo                       try it on this machine",
        "  kith up                         start a node; commands on the same machine find it",
        "  kith run-js --code 'return args.a * 2' --args-json '{\"a\":21}'",
        "  kith invite --qr                let a phone join", "  eval \"$(kith completion)\"       complete commands in this shell", "",
        "Exit codes:", "  0    done", "  1    the job failed or was cancelled, or the node could not start",
        "  2    wrong usage or configuration, or a malformed request", "  3    the node cannot be reached, or refuses the key",
        "  4    no result in time; the job goes on", "  5    the node said no: not found, conflict, over a limit",
        "  70   a defect of this program", "  130  interrupted (Ctrl-C)"})
public final class Kith {
  Kith() {}

  /// Replaced by nothing: ends the process with the command's exit code.
  public static void main(String... args) {
    System.exit(run(Terminal.ofProcess(), args));
  }

  static int run(Terminal terminal, String... args) { return commandLine(terminal).execute(args); }

  static CommandLine commandLine(Terminal terminal) {
    CommandLine line = new CommandLine(new Kith());
    Object[] commands = {new DemoCommand(terminal), new UpCommand(terminal), new SubmitCommand(terminal), new RunJsCommand(terminal),
        new JobsCommand(terminal), new JobCommand(terminal), new SteerCommand.Pause(terminal), new SteerCommand.Resume(terminal),
        new SteerCommand.Cancel(terminal), new StopAllCommand(terminal), new WorkersCommand(terminal), new InviteCommand(terminal),
        new KeyCommand(), new ConfigCommand(terminal), new CompletionCommand(terminal)};
    for (Object command : commands)
      line.addSubcommand(command);
    line.getSubcommands().get("key").addSubcommand(new KeyCommand.Create(terminal)).addSubcommand(new KeyCommand.ListAll(terminal))
        .addSubcommand(new KeyCommand.Revoke(terminal));
    line.setOut(terminal.out()).setErr(terminal.err());
    line.setColorScheme(terminal.interactive() ? CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.ON)
        : CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpAutoWidth(false).setUsageHelpWidth(100);
    line.setExecutionExceptionHandler((e, where, parsed) -> failed(terminal, e, parsed));
    line.setParameterExceptionHandler((e, unused) -> misused(terminal, e));
    return line;
  }

  private static int failed(Terminal terminal, Exception e, ParseResult parsed) {
    switch (e) {
      case CommandFailed failure -> {
        terminal.say("kith: " + failure.getMessage());
        return failure.exit();
      }
      case KithException refused -> {
        refused.getMessage().lines().forEach(line -> terminal.say("kith: " + line));
        return switch (refused.code()) {
          case INVALID, TOO_LARGE -> Exit.USAGE;
          default -> Exit.FAILED;
        };
      }
      default -> {
        terminal.say("kith " + String.join(" ", parsed.originalArgs().stream().limit(1).toList()) + ": a defect, please report it");
        e.printStackTrace(terminal.err());
        terminal.err().flush();
        return Exit.DEFECT;
      }
    }
  }

  private static int misused(Terminal terminal, ParameterException e) {
    CommandLine where = e.getCommandLine();
    terminal.say("kith: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, terminal.err());
    terminal.say("Try '" + where.getCommandSpec().qualifiedName() + " --help'.");
    return Exit.USAGE;
  }

  /// What `--version` prints.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Kith.class.getPackage().getImplementationVersion();
      return new String[]{"kith " + (version == null ? "development" : version) + " (Java " + Runtime.version() + ")"};
    }
  }
}
