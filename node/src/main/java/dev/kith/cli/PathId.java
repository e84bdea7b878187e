package dev.kith.cli;

import dev.kith.model.PlainText;
import java.util.regex.Pattern;

/// An id as typed.
final class PathId {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private PathId() {}

  /// @return `id`, fit to be part of a path
  static String checked(String id) {
    if (!WORD.matcher(id).matches())
      throw new CommandFailed(Exit.USAGE, "an id has letters, digits, - and _, at most 128, not \"" + PlainText.line(id) + "\"");
    return id;
  }
}
