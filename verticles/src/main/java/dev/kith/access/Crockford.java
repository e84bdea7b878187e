package dev.kith.access;

import java.util.Locale;
import java.util.random.RandomGenerator;

/// Codes that people read out and type: digits and lower-case letters without i, l, o, u; what looks alike is read as the same.
/// 32 characters, so that five random bits make one and none is likelier than another.
final class Crockford {
  static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private Crockford() {}

  static String random(int length, RandomGenerator random) {
    StringBuilder code = new StringBuilder(length);
    for (int i = 0; i < length; i++)
      code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    return code.toString();
  }

  /// As it was made: lower case, without hyphens and blanks, look-alikes replaced.
  static String normal(String typed) {
    return typed.toLowerCase(Locale.ROOT).replaceAll("[-\\s]", "").replace('o', '0').replace('i', '1').replace('l', '1');
  }
}
