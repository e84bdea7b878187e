package dev.kith.node;

import dev.kith.crypto.SecretFile;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The private key of the mesh's root, which is needed to make a new intermediate and for nothing else: it can be kept offline.
public final class RootKey {
  private static final int MAX_BYTES = 64 * 1024;
  private static final String CERTIFICATE = "root.pem";
  private static final String KEY = "root.key";

  private RootKey() {}

  /// Writes certificate and key into one file (mode 0600) and reads it back. The node may run meanwhile.
  ///
  /// @param remove whether the key is then deleted from the data directory
  /// @throws KithException NOT_FOUND if this node has no root key, CONFLICT if the file is there or lies in the data directory
  public static void export(Path data, Path file, boolean remove) {
    Path mesh = data.resolve("mesh");
    byte[] key = read(mesh.resolve(KEY));
    Path to = file.toAbsolutePath().normalize();
    if (Files.exists(to))
      throw new KithException(ErrorCode.CONFLICT, to + " is there already; name another file");
    if (to.startsWith(data.toAbsolutePath().normalize()))
      throw new KithException(ErrorCode.CONFLICT, to + " is in the data directory; the export is to be kept elsewhere");
    byte[] whole = whole(key, read(mesh.resolve(CERTIFICATE)));
    write(to, whole);
    if (!Arrays.equals(read(to), whole))
      throw new KithException(ErrorCode.STORAGE_FULL, to + " does not read back as it was written; the key stays where it was");
    if (remove)
      delete(mesh.resolve(KEY));
  }

  /// Key and certificate, as the authority itself keeps them: to be put back as they are.
  private static byte[] whole(byte[] key, byte[] certificates) {
    if (new String(key, StandardCharsets.US_ASCII).contains("BEGIN CERTIFICATE"))
      return key;
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(key);
    whole.writeBytes(certificates);
    return whole.toByteArray();
  }

  private static byte[] read(Path file) {
    try {
      return SecretFile.read(file, MAX_BYTES).orElseThrow(() -> new KithException(ErrorCode.NOT_FOUND, file
          + " is not there: this node did not make the mesh, or the key was exported and removed before"));
    } catch (IllegalStateException | UncheckedIOException e) {
      throw new KithException(ErrorCode.INVALID, e.getMessage(), e);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      SecretFile.write(file, content);
    } catch (UncheckedIOException e) {
      throw new KithException(ErrorCode.STORAGE_FULL, "cannot write " + file + ": " + e.getCause(), e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new KithException(ErrorCode.STORAGE_FULL, "the export is good, but " + file + " cannot be deleted: " + e, e);
    }
  }
}
