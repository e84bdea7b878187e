package dev.kith.cli;

import dev.kith.message.KithException;
import dev.kith.node.Node;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/// The program.
@Command(name = "kith", mixinStandardHelpOptions = true, versionProvider = Kith.Version.class, description = "Turns machines and browser tabs that you invite into one private compute mesh.", subcommands = HelpCommand.class, synopsisSubcommandLabel = "COMMAND", footer = {
    "", "Examples:", "  kith demo                       try it on this machine",
    "  kith up                         start a node; commands on the same machine find it",
    "  kith run-js --code 'return args.a * 2' --args-json '{\"a\":21}'",
    "  kith invite --qr                let a phone join",
    "  kith token create               let another machine join: it runs kith join HOST:PORT#TOKEN",
    "  eval \"$(kith completion)\"       complete commands in this shell",
    "",
    "Exit codes:", "  0    done", "  1    the job failed or was cancelled, or the node could not start",
    "  2    wrong usage or configuration, or a malformed request", "  3    the node cannot be reached, or refuses the key",
    "  4    no result in time; the job goes on", "  5    the node said no: not found, conflict, over a limit",
    "  70   a defect of this program", "  130  interrupted (Ctrl-C)"})
public final class Kith {
  private static final SequencedMap<String, Function<Terminal, Object>> COMMANDS = commands();

  private static SequencedMap<String, Function<Terminal, Object>> commands() {
    SequencedMap<String, Function<Terminal, Object>> commands = new LinkedHashMap<>();
    commands.put("demo", DemoCommand::new);
    commands.put("up", UpCommand::new);
    commands.put("submit", SubmitCommand::new);
    commands.put("run-js", RunJsCommand::new);
    commands.put("jobs", JobsCommand::new);
    commands.put("job", JobCommand::new);
    commands.put("pause", SteerCommand.Pause::new);
    commands.put("resume", SteerCommand.Resume::new);
    commands.put("cancel", SteerCommand.Cancel::new);
    commands.put("stop-all", StopAllCommand::new);
    commands.put("join", terminal -> new JoinCommand(terminal, Node.enrolment()));
    commands.put("leave", LeaveCommand::new);
    commands.put("nodes", NodesCommand::new);
    commands.put("peers", PeersCommand::new);
    commands.put("ping", PingCommand::new);
    commands.put("stats", StatsCommand::new);
    commands.put("logs", LogsCommand::new);
    commands.put("token", TokenCommand::line);
    commands.put("ca", CaCommand::line);
    commands.put("node", NodeCommand::line);
    commands.put("rekey", RekeyCommand::new);
    commands.put("workers", WorkersCommand::new);
    commands.put("invite", InviteCommand::new);
    commands.put("key", KeyCommand::line);
    commands.put("token-mnemonic", MnemonicCommand.ToWords::new);
    commands.put("mnemonic-token", MnemonicCommand.ToKey::new);
    commands.put("config", ConfigCommand::new);
    commands.put("completion", CompletionCommand::new);
    return commands;
  }

  Kith() {}

  /// Ends the process with the command's exit code.
  public static void main(String... args) {
    Locale.setDefault(Locale.ROOT); // libraries that upper-case by the default locale fail in Turkish
    System.exit(run(Terminal.ofProcess(), args));
  }

  static int run(Terminal terminal, String... args) {
    if (args.length == 0)
      return run(terminal, "help");
    Set<String> names = COMMANDS.keySet();
    if (args.length > 0 && names.contains(args[0]))
      names = Set.of(args[0]);
    else if (args.length == 1 && args[0].equals("--version"))
      names = Set.of();
    return commandLine(terminal, names).execute(args);
  }

  /// With all commands, as help and completion want it.
  static CommandLine commandLine(Terminal terminal) { return commandLine(terminal, COMMANDS.keySet()); }

  /// @param names of the commands to know: reading the annotations of all of them is half of a short command's time
  private static CommandLine commandLine(Terminal terminal, Set<String> names) {
    CommandLine line = new CommandLine(new Kith());
    COMMANDS.forEach((name, command) -> {
      if (names.contains(name))
        line.addSubcommand(name, command.apply(terminal));
    });
    line.setOut(terminal.out()).setErr(terminal.err());
    line.setColorScheme(terminal.coloured()
        ? CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.ON)
        : CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(Math.clamp(terminal.width(), 80, 120));
    line.setExecutionExceptionHandler((e, _, _) -> failed(terminal, e));
    line.setParameterExceptionHandler((e, _) -> misused(terminal, e));
    return line;
  }

  private static int failed(Terminal terminal, Exception e) {
    return switch (e) {
      case CommandFailed failure -> {
        terminal.say("kith: " + failure.getMessage());
        yield failure.exit();
      }
      case KithException refused -> {
        refused.getMessage().lines().forEach(line -> terminal.say("kith: " + line));
        yield switch (refused.code()) {
          case INVALID, TOO_LARGE -> Exit.USAGE;
          case FORBIDDEN, NOT_FOUND, CONFLICT, GONE, RATE_LIMITED -> Exit.REFUSED;
          default -> Exit.FAILED;
        };
      }
      default -> {
        terminal.say("kith: a defect of this program, please report it:");
        e.printStackTrace(terminal.err());
        terminal.err().flush();
        yield Exit.DEFECT;
      }
    };
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
