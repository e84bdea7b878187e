package dev.kith.model;

import java.util.regex.Pattern;

/// The right to run one block: the controller's epoch (raised at each of its starts) and a number that grows within it.
/// Text form `epoch-number`, both decimal.
public record LeaseId(long epoch, long number) {
  private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})");

  public LeaseId {
    Check.range("epoch", epoch, 0, Long.MAX_VALUE);
    Check.range("number", number, 0, Long.MAX_VALUE);
  }

  /// @throws IllegalArgumentException if `text` is not of the text form
  public static LeaseId parse(String text) {
    Check.matches("leaseId", text, FORM);
    int hyphen = text.indexOf('-');
    return new LeaseId(Long.parseLong(text.substring(0, hyphen)), Long.parseLong(text.substring(hyphen + 1)));
  }

  @Override
  public String toString() { return epoch + "-" + number; }
}
