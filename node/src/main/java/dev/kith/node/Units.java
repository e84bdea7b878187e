package dev.kith.node;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Numbers with a unit. A number alone is refused, so that nobody has to guess what it counts.
final class Units {
  /// In milliseconds.
  static final Units TIME = new Units("duration", new Unit("ms", 1), new Unit("s", 1_000), new Unit("min", 60_000),
      new Unit("h", 3_600_000), new Unit("d", 86_400_000));
  /// In bytes.
  static final Units BYTES = new Units("size", new Unit("B", 1), new Unit("KiB", 1 << 10), new Unit("MiB", 1 << 20),
      new Unit("GiB", 1 << 30));

  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,19}) ?([A-Za-z]*)");

  private final String noun;
  private final List<Unit> units;

  private record Unit(String name, long factor) {}

  /// @param units the smallest first
  private Units(String noun, Unit... units) {
    this.noun = noun;
    this.units = List.of(units);
  }

  long parse(String text) {
    Matcher amount = AMOUNT.matcher(text);
    Unit unit = units.stream().filter(one -> amount.matches() && one.name().equals(amount.group(2))).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be a " + noun + " with its unit ("
            + units.stream().map(Unit::name).collect(Collectors.joining(", ")) + "), not \"" + text + "\""));
    try {
      return Math.multiplyExact(Long.parseLong(amount.group(1)), unit.factor());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("must be a " + noun + " that fits 63 bits, not \"" + text + "\"", e);
    }
  }

  /// By the largest unit that leaves a whole number.
  String write(long amount) {
    Unit best = units.reversed().stream().filter(unit -> amount != 0 && amount % unit.factor() == 0).findFirst()
        .orElse(units.getFirst());
    return amount / best.factor() + " " + best.name();
  }
}
