package dev.kith.model;

import java.util.UUID;
import java.util.regex.Pattern;

/// A job's id: a lower-case UUID in its 36-character text form.
public record JobId(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  public JobId {
    Check.matches("jobId", value, FORM);
  }

  /// From 128 bits of the caller's randomness, so that a simulated run can repeat itself.
  public static JobId of(long high, long low) { return new JobId(new UUID(high, low).toString()); }

  @Override
  public String toString() { return value; }
}
