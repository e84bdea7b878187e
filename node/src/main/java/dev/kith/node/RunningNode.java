package dev.kith.node;

import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// A node that was started in this process.
public interface RunningNode {
  /// Where this machine reaches it, base path included, without a slash at its end: `http://127.0.0.1:8080`.
  URI url();

  /// Where others reach it, the same way; empty if only this machine can.
  List<URI> networkUrls();

  /// A key with all scopes: as made by the first start, given by configuration, or kept in the data directory.
  Optional<String> ownerKey();

  /// Present only at the first start, when the key and its words are to be shown.
  Optional<FirstStart> firstStart();

  /// Present if the door shows the mesh's certificate.
  Optional<DoorCertificate> certificate();

  /// Stops taking work, hands back what runs, closes the ledger. Does not fail; completes within ten seconds.
  Future<Void> close();

  /// Shown once and never logged.
  ///
  /// @param key of the owner
  /// @param words the same key as 24 words
  record FirstStart(String key, String words) {
    @Override
    public String toString() { return "FirstStart[]"; }
  }
}
