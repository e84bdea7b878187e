package dev.kith.model;

import java.util.Objects;

/// What a worker says of itself, in [PlainText]. Shown to operators and used as a hint only; nothing is trusted because of it.
///
/// @param label what people call it, 0 to 64 characters
/// @param engine what runs the code, like `v8-14.7` or `browser`, 1 to 64 characters
/// @param platform operating system and architecture, or a browser's name, 0 to 120 characters
/// @param cores logical processors, 1 to 4096
/// @param memoryMegabytes 0 if unknown
/// @param isolation what holds the code in, like `seccomp+landlock`, and perhaps why none is run, 0 to {@value #ISOLATION_CHARS} characters
public record Capability(String label, String engine, String platform, int cores, long memoryMegabytes, String isolation) {
  public static final int ISOLATION_CHARS = 400;

  public Capability {
    length("label", label, 64);
    length("engine", engine, 64);
    length("platform", platform, 120);
    length("isolation", isolation, ISOLATION_CHARS);
    Check.range("cores", cores, 1, 4096);
    Check.range("memoryMegabytes", memoryMegabytes, 0, 1L << 40);
  }

  private static void length(String field, String value, int max) {
    Check.range(field + ".length", Objects.requireNonNull(value, field).length(), 0, max);
    if (!PlainText.is(value)) throw new IllegalArgumentException(field + " must not contain control or format characters");
  }
}
