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

  /// Whether it and the other nodes of its mesh see each other now. Blocks, for a moment.
  Sight sight();

  /// Stops taking work, hands back what runs, closes the ledger. Does not fail; completes within ten seconds.
  Future<Void> close();

  /// @param mutual others that see this node and are seen
  /// @param unseeing names of those that are seen but do not see this node
  /// @param unseen names of those that are known and not seen
  record Sight(int mutual, List<String> unseeing, List<String> unseen) {
    public Sight {
      unseeing = List.copyOf(unseeing);
      unseen = List.copyOf(unseen);
    }

    public int missing() { return unseeing.size() + unseen.size(); }
  }

  /// Shown once and never logged.
  ///
  /// @param key of the owner
  /// @param words the same key as 24 words
  record FirstStart(String key, String words) {
    @Override
    public String toString() { return "FirstStart[]"; }
  }
}
