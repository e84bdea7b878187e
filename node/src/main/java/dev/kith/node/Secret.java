package dev.kith.node;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Something that must not be shown. Its text form never tells.
public sealed interface Secret {
  /// Longest secret that is read from a file, bytes.
  int MAX_BYTES = 16 * 1024;

  /// @throws KithException INVALID if its file cannot be read, is empty or longer than {@value #MAX_BYTES} bytes
  String reveal();

  /// Without what editors and shells leave around a secret: white space, and a byte order mark before it.
  static String bare(String text) { return (text.startsWith("\uFEFF") ? text.substring(1) : text).strip(); }

  /// Named by the path of a file that holds nothing else; white space around it does not count.
  record InFile(Path file) implements Secret {
    @Override
    public String reveal() {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        String text = bare(new String(bytes, StandardCharsets.UTF_8));
        if (text.isEmpty() || bytes.length > MAX_BYTES)
          throw KithException.invalid("secret file " + file + " must have from 1 to " + MAX_BYTES + " bytes");
        return text;
      } catch (IOException e) {
        throw new KithException(ErrorCode.INVALID, "cannot read the secret file " + file + ": " + KithException.reason(e), e);
      }
    }
  }

  /// Taken from the environment.
  record InEnvironment(String name, String reveal) implements Secret {
    public InEnvironment {
      reveal = bare(reveal);
    }

    @Override
    public String toString() { return "InEnvironment[" + name + "]"; }
  }
}
