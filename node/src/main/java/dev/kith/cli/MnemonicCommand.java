package dev.kith.cli;

import dev.kith.message.KithException;
import dev.kith.crypto.Base64Url;
import dev.kith.crypto.Mnemonic;
import dev.kith.node.Secret;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kith token-mnemonic` and `mnemonic-token`: a key as words (BIP-39) and back, without a node.
final class MnemonicCommand {
  /// As nodes write keys: `kith_<id>_<secret>_<CRC-32 of what is before>`.
  private static final Pattern OWN_KEY = Pattern.compile("(kith_[0-9a-z]{8}_([A-Za-z0-9_-]{43}))_([0-9a-f]{8})");
  private static final Pattern HEX_KEY = Pattern.compile("(?:[0-9a-fA-F]{8}){4,8}");

  private MnemonicCommand() {}

  @Command(name = "token-mnemonic", mixinStandardHelpOptions = true, description = "Write a key as words that people can copy by hand.", footer = {
      "", "Examples:", "  kith token-mnemonic --token-file key.txt",
      "  kith token-mnemonic --env-file .env     (its CLIENT_API_KEY)",
      "  CLIENT_API_KEY=... kith token-mnemonic --json"})
  static final class ToWords implements Callable<Integer> {
    /// Where the key is.
    static final class Source {
      @Option(names = "--token", paramLabel = "KEY", description = "The key. Others see it in the list of processes.")
      private String token;
      @Option(names = "--token-file", paramLabel = "FILE", description = "A file that holds the key.")
      private Path tokenFile;
      @Option(names = "--env-file", paramLabel = "FILE", description = "A .env file with CLIENT_API_KEY.")
      private Path envFile;
    }

    @ArgGroup
    private Source source = new Source();
    @Mixin
    private Output output;

    private final Terminal terminal;

    ToWords(Terminal terminal) { this.terminal = terminal; }

    @Override
    public Integer call() {
      String words = words(key());
      output.print(terminal, new JsonObject().put("mnemonic", words), List.of(words));
      return Exit.OK;
    }

    private String key() {
      if (source.token != null) {
        terminal.say("kith: warning: --token shows the key in the list of processes; --token-file does not");
        return source.token;
      }
      if (source.tokenFile != null)
        return new Secret.InFile(source.tokenFile).reveal();
      if (source.envFile != null)
        return fromEnvFile(source.envFile);
      return Optional.ofNullable(terminal.environment().get("CLIENT_API_KEY")).map(Secret::bare).filter(key -> !key.isBlank())
          .orElseThrow(() -> new CommandFailed(Exit.USAGE, "no key: give --token-file or --env-file, or set CLIENT_API_KEY"));
    }

    private static String fromEnvFile(Path file) {
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        return lines.lines().limit(10_000).map(Secret::bare).filter(line -> line.startsWith("CLIENT_API_KEY="))
            .map(line -> line.substring("CLIENT_API_KEY=".length()).replaceAll("^([\"'])(.*)\\1$", "$2")).findFirst()
            .orElseThrow(() -> new CommandFailed(Exit.USAGE, file + " has no line CLIENT_API_KEY=..."));
      } catch (IOException e) {
        throw new CommandFailed(Exit.USAGE, "cannot read " + file + ": " + KithException.reason(e), e);
      }
    }

    private static String words(String key) {
      try {
        return Mnemonic.words(bytes(key));
      } catch (IllegalArgumentException e) {
        throw new CommandFailed(Exit.USAGE, "this key has no words: " + e.getMessage(), e);
      }
    }

    /// A node's own key; or one brought along: hexadecimal where it can be that, as the predecessor read it, else base64url.
    private static byte[] bytes(String key) {
      Matcher own = OWN_KEY.matcher(key);
      if (own.matches()) {
        CRC32 check = new CRC32();
        check.update(own.group(1).getBytes(StandardCharsets.US_ASCII));
        if (check.getValue() != Long.parseLong(own.group(3), 16))
          throw new IllegalArgumentException("its checksum is wrong, a character is mistaken");
        return base64(own.group(2));
      }
      return HEX_KEY.matcher(key).matches() ? HexFormat.of().parseHex(key) : base64(key);
    }

    private static byte[] base64(String text) {
      return Base64Url.decode(text).orElseThrow(() -> new IllegalArgumentException("it is neither base64url nor hexadecimal"));
    }
  }

  @Command(name = "mnemonic-token", mixinStandardHelpOptions = true, description = "Write words as the key that they stand for.", footer = {
      "", "Without --phrase the words are read from standard input.", "", "Examples:", "  kith mnemonic-token < words.txt",
      "  kith mnemonic-token --phrase \"abandon ... art\" --format hex"})
  static final class ToKey implements Callable<Integer> {
    enum Format {
      BASE64URL, HEX
    }

    @Option(names = "--phrase", paramLabel = "WORDS", description = "12 to 24 words. Others see them in the list of processes.")
    private String phrase;
    @Option(names = "--format", paramLabel = "FORMAT", description = "base64url or hex. Default: base64url.")
    private Format format = Format.BASE64URL;
    @Mixin
    private Output output;

    private final Terminal terminal;

    ToKey(Terminal terminal) { this.terminal = terminal; }

    @Override
    public Integer call() {
      byte[] bytes = entropy(phrase == null ? piped() : phrase);
      String key = format == Format.HEX ? HexFormat.of().formatHex(bytes) : Base64Url.encode(bytes);
      Arrays.fill(bytes, (byte) 0);
      output.print(terminal, new JsonObject().put("token", key).put("format", format.name().toLowerCase(Locale.ROOT)),
          List.of(key));
      return Exit.OK;
    }

    private String piped() {
      if (terminal.interactive())
        terminal.say("The words:");
      try {
        byte[] line = new byte[Secret.MAX_BYTES];
        int length = 0;
        for (int next = terminal.in().read(); next >= 0 && next != '\n' && length < line.length; next = terminal.in().read())
          line[length++] = (byte) next;
        return new String(line, 0, length, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new CommandFailed(Exit.USAGE, "cannot read the words: " + e, e);
      }
    }

    private static byte[] entropy(String words) {
      try {
        return Mnemonic.entropy(words);
      } catch (IllegalArgumentException e) {
        throw new CommandFailed(Exit.USAGE, e.getMessage(), e);
      }
    }
  }
}
