package dev.kith.cli;

import dev.kith.model.PlainText;
import dev.kith.model.Role;
import java.util.Locale;

/// A role as typed.
final class RoleName {
  static final String DESCRIPTION = "controller (or master), worker or dual.";

  private RoleName() {}

  /// @return as REST has it
  static String checked(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    if (word.equals("master"))
      return word(Role.CONTROLLER);
    for (Role role : Role.values()) {
      if (word(role).equals(word))
        return word;
    }
    throw new CommandFailed(Exit.USAGE, "a role is controller (or master), worker or dual, not \"" + PlainText.line(text) + "\"");
  }

  private static String word(Role role) { return role.name().toLowerCase(Locale.ROOT); }
}
