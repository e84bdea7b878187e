package dev.kith.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Secret bytes as English words and back (BIP-39, the entropy itself, without its PBKDF2 seed). Thread-safe.
///
/// The bits of the bytes, then the leading bits of their SHA-256 (one for each 32) as checksum, are cut into words of 11 bits.
/// The word list is the official one of BIP-39 (as npm package bip39 has it, ISC licence).
public final class Mnemonic {
  private static final int WORD_BITS = 11;
  private static final int WORDS_MAX = 24;
  private static final int TEXT_CHARS_MAX = 512;
  private static final List<String> WORDS = wordList();
  private static final Map<String, Integer> NUMBERS = numbers();

  private Mnemonic() {}

  /// @param entropy 16, 20, 24, 28 or 32 bytes
  /// @return 12 to 24 words, one space between
  public static String words(byte[] entropy) {
    if (entropy.length < 16 || entropy.length > 32 || entropy.length % 4 != 0)
      throw new IllegalArgumentException("mnemonic is for 16, 20, 24, 28 or 32 bytes, not " + entropy.length);
    byte[] bits = withChecksum(entropy);
    int count = entropy.length * 3 / 4;
    return IntStream.range(0, count).mapToObj(i -> WORDS.get(number(bits, i))).collect(Collectors.joining(" "));
  }

  /// Case and white space do not matter.
  ///
  /// @throws IllegalArgumentException saying which word is not of the list, by its place and never by itself, or that the number of
  ///   words or the checksum is wrong
  public static byte[] entropy(String words) {
    if (words.length() > TEXT_CHARS_MAX)
      throw new IllegalArgumentException("mnemonic must have at most " + TEXT_CHARS_MAX + " characters, not " + words.length());
    String[] parts = words.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
    if (parts.length < 12 || parts.length > WORDS_MAX || parts.length % 3 != 0)
      throw new IllegalArgumentException("mnemonic must have 12, 15, 18, 21 or 24 words, not " + parts.length);
    byte[] bits = new byte[(WORDS_MAX * WORD_BITS + 7) / 8];
    for (int i = 0; i < parts.length; i++)
      place(bits, i, numberOf(parts[i], i + 1));
    byte[] entropy = Arrays.copyOf(bits, parts.length * 4 / 3);
    if (withChecksum(entropy)[entropy.length] != bits[entropy.length])
      throw new IllegalArgumentException("mnemonic has a wrong checksum: a word is mistaken or words are out of order");
    return entropy;
  }

  private static int numberOf(String word, int position) {
    Integer number = NUMBERS.get(word);
    if (number == null)
      throw new IllegalArgumentException("mnemonic: word " + position + " is not in the English word list");
    return number;
  }

  /// The entropy and one byte more, of which the leading bits are the checksum and the rest is zero.
  private static byte[] withChecksum(byte[] entropy) {
    byte[] bits = Arrays.copyOf(entropy, entropy.length + 1);
    int unused = 8 - entropy.length / 4;
    bits[entropy.length] = (byte) (((Digests.sha256Bytes(entropy)[0] & 0xff) >> unused) << unused);
    return bits;
  }

  private static int number(byte[] bits, int word) {
    int number = 0;
    for (int bit = word * WORD_BITS; bit < (word + 1) * WORD_BITS; bit++)
      number = (number << 1) | ((bits[bit / 8] >> (7 - bit % 8)) & 1);
    return number;
  }

  private static void place(byte[] bits, int word, int number) {
    for (int i = 0; i < WORD_BITS; i++) {
      int bit = word * WORD_BITS + i;
      bits[bit / 8] |= (byte) (((number >> (WORD_BITS - 1 - i)) & 1) << (7 - bit % 8));
    }
  }

  private static List<String> wordList() {
    try (InputStream in = Mnemonic.class.getResourceAsStream("bip39-english.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the word list of the program itself", e);
    }
  }

  private static Map<String, Integer> numbers() {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < WORDS.size(); i++)
      numbers.put(WORDS.get(i), i);
    return Map.copyOf(numbers);
  }
}
