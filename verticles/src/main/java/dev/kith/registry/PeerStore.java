package dev.kith.registry;

import dev.kith.codec.MessageCodec;
import dev.kith.crypto.SecretFile;
import dev.kith.message.KithException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `mesh/peers.json` in the data directory, replaced whole. Blocks on the disk; one thread at a time.
final class PeerStore {
  private static final Logger LOG = LoggerFactory.getLogger(PeerStore.class);
  static final int MAX_BYTES = 16 << 20;

  private final Path file;

  PeerStore(Path file) { this.file = file; }

  /// What was saved last; nothing if there is none, or if it is damaged (then the file is moved aside: it only holds hints).
  StoredPeers load() {
    try {
      return SecretFile.read(file, MAX_BYTES).map(bytes -> MessageCodec.decode(bytes, StoredPeers.class, MAX_BYTES))
          .orElseGet(StoredPeers::none);
    } catch (KithException | IllegalStateException | UncheckedIOException e) {
      moveAside(e);
      return StoredPeers.none();
    }
  }

  /// @throws UncheckedIOException if it cannot be written; what was there before still is
  void save(StoredPeers peers) { SecretFile.write(file, MessageCodec.encode(peers)); }

  private void moveAside(RuntimeException damage) {
    Path aside = file.resolveSibling(file.getFileName() + ".damaged");
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      LOG.warn("{} is damaged and was moved to {}; this node begins without remembered peers: {}", file, aside,
          damage.getMessage());
    } catch (IOException e) {
      LOG.warn("{} is damaged and could not be moved aside ({}); this node begins without remembered peers: {}", file,
          e.getMessage(), damage.getMessage());
    }
  }
}
