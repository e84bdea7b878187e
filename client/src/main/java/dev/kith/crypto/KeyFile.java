package dev.kith.crypto;

import java.nio.file.Path;
import java.util.Optional;

/// A file of 32 secret bytes, readable by its owner alone.
public final class KeyFile {
  public static final int BYTES = 32;

  private KeyFile() {}

  /// The key of that file, made from fresh randomness (mode 0600, missing directories 0700) if there is no such file.
  ///
  /// @throws IllegalStateException if the file is open to others or not exactly 32 bytes long
  /// @throws java.io.UncheckedIOException if it can't be read or written
  public static byte[] loadOrCreate(Path file) {
    Optional<byte[]> present = SecretFile.read(file, BYTES);
    if (present.isPresent())
      return checked(file, present.get());
    byte[] made = Randoms.bytes(BYTES);
    SecretFile.write(file, made);
    return made;
  }

  private static byte[] checked(Path file, byte[] key) {
    if (key.length != BYTES)
      throw new IllegalStateException(file + ": key file must have " + BYTES + " bytes, not " + key.length);
    return key;
  }
}
