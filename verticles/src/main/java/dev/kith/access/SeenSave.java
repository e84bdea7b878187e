package dev.kith.access;

import dev.kith.crypto.SecretFile;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Digest;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// The last save of `access.sealed` as the node remembers it, in a file of its own beside it: a copy that was put back does not take it
/// along. One line, `generation digest`. Blocks on the disk.
final class SeenSave {
  static final String NAME = "access.seen";
  private static final int MAX_BYTES = 100;

  private final Path file;

  /// @param generation how often the state was saved by then
  /// @param digest of the whole file
  record Save(long generation, Digest digest) {}

  SeenSave(Path dataDirectory) { this.file = dataDirectory.resolve(NAME); }

  /// Empty if there was none.
  Optional<Save> load() {
    try {
      return SecretFile.read(file, MAX_BYTES).map(bytes -> parsed(new String(bytes, StandardCharsets.UTF_8).strip()));
    } catch (IllegalStateException | IllegalArgumentException | UncheckedIOException e) {
      throw new KithException(ErrorCode.INTERNAL, "cannot start: " + file + ": " + e.getMessage()
          + "; it says which save of the keys was the last: restore it, or move it away", e);
    }
  }

  /// @throws UncheckedIOException if the disk refuses
  void save(Save last) {
    SecretFile.write(file, (last.generation() + " " + last.digest() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static Save parsed(String line) {
    int blank = line.indexOf(' ');
    if (blank < 0)
      throw new IllegalArgumentException("it is not of the form \"generation digest\"");
    return new Save(Long.parseLong(line.substring(0, blank)), new Digest(line.substring(blank + 1)));
  }

  /// What an operator should know, if the keys are not those that this node left. They may be some saves further: the node died, or the
  /// disk refused, before it could note them.
  ///
  /// @param found empty if there are no keys
  static Optional<String> warning(Optional<Save> found, Optional<Save> remembered) {
    if (found.isEmpty())
      return remembered.map(known -> SealedFile.NAME + " is new, but this node had saved it " + known.generation()
          + " times before: its keys and invites are gone");
    if (remembered.isEmpty())
      return Optional.of(SealedFile.NAME + " is of save " + found.get().generation() + ", but this node remembers none" + MEANS);
    long now = found.get().generation();
    long before = remembered.get().generation();
    if (now < before)
      return Optional.of(SealedFile.NAME + " is older than this node: it is of save " + now + ", the node was at save " + before
          + " before" + MEANS);
    return now > before || found.equals(remembered)
        ? Optional.empty()
        : Optional.of(SealedFile.NAME + " is not the one that this node left: both are of save " + now + MEANS);
  }

  private static final String MEANS = ": a copy was put back; keys and invites that were revoked since are good again, uses of"
      + " invites count again, and what was made since is gone. Look at all keys and invites, and revoke again";
}
