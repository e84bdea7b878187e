package dev.kith.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What must hold job code in before this node runs any: what somebody asked for, or else what this system gave when it was first
/// asked. So a node that was safe does not become less so unnoticed, by a new kernel or a filter of system calls around it.
///
/// @param asked [#FIRST], `process` for no more than the process, or parts like `seccomp+landlock`
/// @param record the file that remembers what the first start gave
public record Demand(String asked, Optional<Path> record) {
  public static final String FIRST = "first";
  static final Demand NONE = new Demand("process", Optional.empty());
  private static final List<String> PARTS = List.of("seccomp", "landlock", "rlimit");

  public Demand {
    Objects.requireNonNull(asked, "asked");
    if (asked.equals(FIRST) && record.isEmpty())
      throw new IllegalArgumentException("sandbox.require: \"" + FIRST + "\" needs a file to remember it by");
  }

  /// What of the known means is not in force; empty if all are.
  static List<String> missing(String isolation) { return missing("seccomp+landlock+rlimit", isolation); }

  /// Remembers the isolation if it is the first. Reads and writes a file.
  ///
  /// @param isolation as a child found it by trying
  /// @return why no job may run, empty if one may
  Optional<String> lack(String isolation) {
    String wanted = asked.equals(FIRST) ? first(isolation) : asked;
    List<String> missing = missing(wanted, isolation);
    if (missing.isEmpty())
      return Optional.empty();
    String why = asked.equals(FIRST) ? "as when this node first started, see " + record.orElseThrow() : "by sandbox.require";
    return Optional.of(
        "job code would be held in by " + isolation + " only, but " + wanted + " is required (" + why + "); not to be had here: "
            + String.join(", ", missing) + ". Is there a filter of system calls around this node?");
  }

  private static List<String> missing(String wanted, String isolation) {
    List<String> given = List.of(isolation.split("\\+"));
    return List.of(wanted.split("\\+")).stream().filter(PARTS::contains).filter(part -> !given.contains(part)).toList();
  }

  private String first(String isolation) {
    Path file = record.orElseThrow();
    try {
      if (Files.exists(file))
        return Files.readString(file).strip();
      Files.writeString(file, isolation + "\n");
      return isolation;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remember in " + file + " what holds job code in: " + e.getMessage(), e);
    }
  }
}
