package dev.kith.node;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a setting's value looks like: reads it, writes it, and says in words what is allowed. Errors complete the sentence
/// "the key ...".
sealed interface Kind<T> {
  /// @throws IllegalArgumentException with the rest of a sentence that starts with the key, naming value and limit
  T parse(String text);

  /// The inverse of [#parse].
  String write(T value);

  /// What is allowed, for the reference.
  String allows();

  /// The nearest value allowed, written, if `text` is a number of this kind beyond the limits.
  default Optional<String> nearest(String text) { return Optional.empty(); }

  /// Whether YAML must have it without quotes.
  default boolean plain() { return false; }

  /// A whole number that counts something.
  record Whole(long min, long max) implements Kind<Long> {
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,19}");

    @Override
    public Long parse(String text) {
      long value = number(text);
      if (value < min || value > max)
        throw new IllegalArgumentException("must be from " + min + " to " + max + ", not " + text);
      return value;
    }

    private static long number(String text) {
      if (!NUMBER.matcher(text).matches())
        throw new IllegalArgumentException("must be a whole number, not \"" + text + "\"");
      return Long.parseLong(text);
    }

    @Override
    public String write(Long value) { return value.toString(); }

    @Override
    public String allows() { return "number, " + min + " to " + max; }

    @Override
    public Optional<String> nearest(String text) {
      long value = number(text);
      return value > max || value < min ? Optional.of(write(Math.clamp(value, min, max))) : Optional.empty();
    }

    @Override
    public boolean plain() { return true; }
  }

  /// A duration with its unit, such as `200 ms`, `10 s`, `5 min`, `24 h`, `30 d`.
  record Span(Duration min, Duration max) implements Kind<Duration> {
    @Override
    public Duration parse(String text) {
      Duration value = Duration.ofMillis(Units.TIME.parse(text));
      if (value.compareTo(min) < 0 || value.compareTo(max) > 0)
        throw new IllegalArgumentException("must be from " + write(min) + " to " + write(max) + ", not " + text);
      return value;
    }

    @Override
    public String write(Duration value) { return Units.TIME.write(value.toMillis()); }

    @Override
    public String allows() { return "duration, " + write(min) + " to " + write(max); }

    @Override
    public Optional<String> nearest(String text) {
      long value = Units.TIME.parse(text);
      return value > max.toMillis()
          ? Optional.of(write(max))
          : value < min.toMillis() ? Optional.of(write(min)) : Optional.empty();
    }
  }

  /// A number of bytes with its unit, such as `512 B`, `32 KiB`, `1 MiB`.
  record Size(long min, long max) implements Kind<Long> {
    @Override
    public Long parse(String text) {
      long value = Units.BYTES.parse(text);
      if (value < min || value > max)
        throw new IllegalArgumentException("must be from " + write(min) + " to " + write(max) + ", not " + text);
      return value;
    }

    @Override
    public String write(Long value) { return Units.BYTES.write(value); }

    @Override
    public String allows() { return "size, " + write(min) + " to " + write(max); }

    @Override
    public Optional<String> nearest(String text) {
      long value = Units.BYTES.parse(text);
      return value > max || value < min ? Optional.of(write(Math.clamp(value, min, max))) : Optional.empty();
    }
  }

  /// One of a few words.
  ///
  /// @param synonyms other words for the same, not shown
  record Choice<E extends Enum<E>>(Class<E> type, Map<String, E> synonyms) implements Kind<E> {
    Choice(Class<E> type) { this(type, Map.of()); }

    @Override
    public E parse(String text) {
      if (synonyms.containsKey(text))
        return synonyms.get(text);
      return Arrays.stream(type.getEnumConstants()).filter(one -> write(one).equals(text)).findFirst()
          .orElseThrow(() -> new IllegalArgumentException("must be " + words() + ", not \"" + text + "\""));
    }

    @Override
    public String write(E value) { return value.name().toLowerCase(Locale.ROOT); }

    @Override
    public String allows() { return words(); }

    private String words() { return Arrays.stream(type.getEnumConstants()).map(this::write).collect(Collectors.joining(" or ")); }
  }

  /// `true` or `false`.
  record YesNo() implements Kind<Boolean> {
    @Override
    public Boolean parse(String text) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException("must be true or false, not \"" + text + "\"");
      };
    }

    @Override
    public String write(Boolean value) { return value.toString(); }

    @Override
    public String allows() { return "true or false"; }

    @Override
    public boolean plain() { return true; }
  }

  /// One line of text.
  ///
  /// @param pattern what it must match as a whole
  /// @param shape the same in words
  record Line(int max, Pattern pattern, String shape) implements Kind<String> {
    @Override
    public String parse(String text) {
      if (text.length() > max)
        throw new IllegalArgumentException("must have at most " + max + " characters, not " + text.length());
      if (!pattern.matcher(text).matches())
        throw new IllegalArgumentException("must be " + shape + ", not \"" + text + "\"");
      return text;
    }

    @Override
    public String write(String value) { return value; }

    @Override
    public String allows() { return shape + ", at most " + max + " characters"; }
  }

  /// A few words in one line, separated by commas; empty for none.
  ///
  /// @param most words
  /// @param pattern what each must match as a whole
  /// @param shape the same in words
  record Words(int most, Pattern pattern, String shape) implements Kind<List<String>> {
    @Override
    public List<String> parse(String text) {
      if (text.isBlank())
        return List.of();
      List<String> words = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
      if (words.size() > most)
        throw new IllegalArgumentException("must have at most " + most + " items, not " + words.size());
      words.stream().filter(word -> !pattern.matcher(word).matches()).findFirst().ifPresent(word -> {
        throw new IllegalArgumentException("must be a list of " + shape + ", separated by commas; \"" + word + "\" is none");
      });
      return words;
    }

    @Override
    public String write(List<String> value) { return String.join(", ", value); }

    @Override
    public String allows() { return "list of " + shape + ", separated by commas, at most " + most + ", or empty"; }
  }

  /// A file or directory; empty for none.
  record FilePath() implements Kind<Optional<Path>> {
    @Override
    public Optional<Path> parse(String text) {
      try {
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("must be a path, not \"" + text + "\"", e);
      }
    }

    @Override
    public String write(Optional<Path> value) { return value.map(Path::toString).orElse(""); }

    @Override
    public String allows() { return "path, or empty"; }
  }

  /// A secret, named in files by the path of a file that holds it.
  record SecretFile() implements Kind<Optional<Secret>> {
    @Override
    public Optional<Secret> parse(String text) { return new FilePath().parse(text).map(Secret.InFile::new); }

    @Override
    public String write(Optional<Secret> value) {
      return value.map(secret -> secret instanceof Secret.InFile(Path file) ? file.toString() : "(set)").orElse("");
    }

    @Override
    public String allows() { return "path of a file with the secret, or empty"; }
  }
}
