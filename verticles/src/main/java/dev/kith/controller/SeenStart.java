package dev.kith.controller;

import dev.kith.crypto.SecretFile;
import dev.kith.job.Start;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Life;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// The last start of the controller as the node remembers it, in a file of its own beside the node's identity: a ledger that was
/// put back from a copy does not take it along. One line, `epoch life`. Blocks on the disk.
public final class SeenStart {
  public static final String NAME = "ledger.seen";
  private static final int MAX_BYTES = 100;

  private final Path file;

  public SeenStart(Path dataDirectory) { this.file = dataDirectory.resolve(NAME); }

  /// Empty if there was none.
  Optional<Start> load() {
    try {
      return SecretFile.read(file, MAX_BYTES).map(bytes -> parsed(new String(bytes, StandardCharsets.UTF_8).strip()));
    } catch (IllegalStateException | IllegalArgumentException | UncheckedIOException e) {
      throw new KithException(ErrorCode.INTERNAL, "cannot start: " + file + ": " + e.getMessage()
          + "; it says which start of the ledger was the last: restore it, or move it away", e);
    }
  }

  void save(Start start) {
    try {
      SecretFile.write(file, (start.epoch() + " " + start.life() + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (UncheckedIOException e) {
      throw new KithException(ErrorCode.STORAGE_FULL, "cannot start: " + e.getMessage(), e);
    }
  }

  private static Start parsed(String line) {
    int blank = line.indexOf(' ');
    if (blank < 0) throw new IllegalArgumentException("it is not of the form \"epoch life\"");
    return new Start(Long.parseLong(line.substring(0, blank)), Life.parse(line.substring(blank + 1)));
  }
}
