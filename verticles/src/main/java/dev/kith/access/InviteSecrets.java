package dev.kith.access;

import dev.kith.crypto.Base64Url;
import dev.kith.crypto.Mnemonic;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The three secrets of a new invite, and how typed ones are read.
///
/// @param token `v1.` and base64url of id (16 bytes) and secret (32 bytes)
/// @param code characters of [Crockford], five bits each
/// @param phrase words of the BIP-39 list, eleven bits each, joined by hyphens
record InviteSecrets(String id, String token, String code, String phrase) {
  private static final int ID_BYTES = 16;
  private static final int TOKEN_BYTES = 48;
  private static final int MIN_WORDS = 5;
  private static final Pattern WORD = Pattern.compile("[a-z]{3,8}");

  static InviteSecrets random(AccessConfig config, RandomGenerator random) {
    byte[] token = new byte[TOKEN_BYTES];
    random.nextBytes(token);
    byte[] entropy = new byte[32];
    random.nextBytes(entropy);
    // All words but the last are entropy alone, eleven bits each.
    String phrase = Arrays.stream(Mnemonic.words(entropy).split(" ")).limit(config.phraseWords())
        .collect(Collectors.joining("-"));
    return new InviteSecrets(HexFormat.of().formatHex(token, 0, ID_BYTES),
        "v1." + Base64Url.encode(token),
        Crockford.random(config.shortCodeLength(), random), phrase);
  }

  /// What someone typed, scanned or clicked.
  sealed interface Typed {
    record Token(String text) implements Typed {}

    record Code(String text) implements Typed {}

    record Phrase(String text) implements Typed {}
  }

  /// Tells the three apart and undoes case, blanks and look-alikes. Any other text is a code that will not be found.
  static Typed read(String typed) {
    String text = typed.strip();
    if (text.startsWith("v1."))
      return new Typed.Token(text);
    List<String> words = Arrays.stream(text.toLowerCase(Locale.ROOT).split("[-\\s]+", -1)).filter(word -> !word.isEmpty())
        .toList();
    if (words.size() >= MIN_WORDS && words.stream().allMatch(word -> WORD.matcher(word).matches()))
      return new Typed.Phrase(String.join("-", words));
    return new Typed.Code(Crockford.normal(text));
  }

  @Override
  public String toString() { return "InviteSecrets[" + id + "]"; }
}
