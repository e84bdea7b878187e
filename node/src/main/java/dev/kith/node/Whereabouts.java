package dev.kith.node;

import java.util.List;
import java.util.Optional;

/// Which addresses this node tells others, while those of its machine come and go. Looked at every few seconds; confined to one thread
/// at a time.
///
/// A change counts once it was seen twice in a row: an interface that is set up anew loses its addresses for a moment. A machine without
/// a network keeps what it had, for others to try when the network is back.
final class Whereabouts {
  private List<String> settled;
  private List<String> seen;

  Whereabouts(List<String> atStart) {
    settled = List.copyOf(atStart);
    seen = settled;
  }

  /// @param now best first
  /// @return what is to be told from now on; empty if that is as before
  Optional<List<String>> look(List<String> now) {
    boolean again = now.equals(seen);
    seen = List.copyOf(now);
    if (!again || now.isEmpty() || now.equals(settled))
      return Optional.empty();
    settled = seen;
    return Optional.of(settled);
  }

  List<String> settled() { return settled; }

  /// The one address of which the cluster tells: as long as there is any, the one that it has, so that a better one does not cost every
  /// connection.
  static String told(String before, List<String> addresses) {
    return addresses.isEmpty() || addresses.contains(before) ? before : addresses.getFirst();
  }
}
