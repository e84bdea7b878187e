package dev.kith.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/// `kith completion`: for bash and zsh.
@Command(name = "completion", mixinStandardHelpOptions = true, description = "Print a script that completes commands and options in bash and zsh.", footer = {
    "", "Examples:", "  eval \"$(kith completion)\"", "  kith completion > ~/.local/share/bash-completion/completions/kith"})
final class CompletionCommand implements Callable<Integer> {
  private final Terminal terminal;

  CompletionCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    terminal.print(AutoComplete.bash("kith", Kith.commandLine(terminal)));
    return Exit.OK;
  }
}
