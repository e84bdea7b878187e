package dev.kith.authority;

import dev.kith.codec.MessageCodec;
import dev.kith.crypto.SecretFile;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// Where things lie, and how they are read: a damaged file says which it is and what to do. Blocks on the disk.
///
/// @param data the node's data directory
record MeshFiles(Path data) {
  private static final int BYTES_MAX = 2 << 20;

  static MeshFiles of(Path data) { return new MeshFiles(data); }

  private Path mesh(String name) { return data.resolve("mesh").resolve(name); }

  /// Written last by those who make or join a mesh: without it there is none.
  Path standing() { return mesh("mesh.json"); }

  Path identityKey() { return mesh("identity.key"); }

  Path roots() { return mesh("root.pem"); }

  /// Card, certificate and its key: one file, as they change together.
  Path credential() { return mesh("credential.json"); }

  Path meshKeys() { return mesh("mesh-keys"); }

  Path revocations() { return mesh("revocations.jws"); }

  /// Older lists that name somebody whom the newest leaves out, one a line.
  Path olderRevocations() { return mesh("revocations-older.jws"); }

  /// The root's private key and certificate; may be taken away.
  Path rootKey() { return mesh("root.key"); }

  /// The intermediate's private key and certificate: one file, as they change together.
  Path intermediateKey() { return mesh("intermediate.key"); }

  Path journal() { return mesh("authority.journal"); }

  /// Signs jobs of the whole mesh.
  Path jobKey() { return data.resolve("job-signing.key"); }

  <T> T json(Path file, Class<T> type) { return parsed(file, bytes -> MessageCodec.decode(bytes, type, BYTES_MAX)); }

  <T> T text(Path file, Function<String, T> parse) {
    return parsed(file, bytes -> parse.apply(new String(bytes, StandardCharsets.UTF_8)));
  }

  void writeJson(Path file, Object value) { write(file, MessageCodec.encode(value)); }

  void writeText(Path file, String text) { write(file, text.getBytes(StandardCharsets.UTF_8)); }

  void write(Path file, byte[] bytes) {
    try {
      SecretFile.write(file, bytes);
    } catch (UncheckedIOException e) {
      throw new KithException(ErrorCode.STORAGE_FULL, e.getMessage(), e);
    }
  }

  void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new KithException(ErrorCode.INTERNAL, "cannot delete " + file, e);
    }
  }

  private static <T> T parsed(Path file, Function<byte[], T> parse) {
    try {
      Optional<byte[]> content = SecretFile.read(file, BYTES_MAX);
      return parse.apply(content.orElseThrow(() -> damaged(file, "it is missing", null)));
    } catch (IllegalStateException | UncheckedIOException | IllegalArgumentException e) {
      throw damaged(file, e.getMessage(), e);
    } catch (KithException e) {
      throw e.code() == ErrorCode.INTERNAL ? e : damaged(file, e.getMessage(), e);
    }
  }

  static KithException damaged(Path file, String why, Throwable cause) {
    return new KithException(ErrorCode.INTERNAL, "cannot start: " + file + ": " + why
        + "; restore the data directory from a backup, or move it away and join the mesh anew", cause);
  }
}
