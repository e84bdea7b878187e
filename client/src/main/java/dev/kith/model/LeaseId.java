package dev.kith.model;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The right to run one block: the controller's epoch (raised at each of its starts, for order), its life (random at each of its
/// starts, so that an id never comes again even if the epoch does), and a number that grows within them.
/// Text form `epoch-life-number`, decimal, 32 hex digits, decimal.
public record LeaseId(long epoch, Life life, long number) {
  private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,17})-([0-9a-f]{32})-(0|[1-9][0-9]{0,17})");

  public LeaseId {
    Check.range("epoch", epoch, 0, Long.MAX_VALUE);
    Objects.requireNonNull(life);
    Check.range("number", number, 0, Long.MAX_VALUE);
  }

  /// @throws IllegalArgumentException if `text` is not of the text form
  public static LeaseId parse(String text) {
    Matcher form = FORM.matcher(Check.matches("leaseId", text, FORM));
    form.matches();
    return new LeaseId(Long.parseLong(form.group(1)), Life.parse(form.group(2)), Long.parseLong(form.group(3)));
  }

  @Override
  public String toString() { return epoch + "-" + life + "-" + number; }
}
