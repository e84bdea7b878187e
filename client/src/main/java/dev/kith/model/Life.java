package dev.kith.model;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// One life of a controller, from its start to its end: 128 random bits that no other life has, whatever becomes of its files.
/// Text form: 32 lower-case hex digits.
public record Life(long high, long low) {
  /// Of a ledger that has not been started, or was written before lives had names.
  public static final Life NONE = new Life(0, 0);

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  /// @param random a secure one, except in simulations
  public static Life draw(RandomGenerator random) { return new Life(random.nextLong(), random.nextLong()); }

  /// @throws IllegalArgumentException if `text` is not of the text form
  public static Life parse(String text) {
    Check.matches("life", text, FORM);
    return new Life(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
  }

  @Override
  public String toString() { return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low); }
}
