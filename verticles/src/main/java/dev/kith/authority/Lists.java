package dev.kith.authority;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The lists of the revoked that a node has: the newest, and older ones that name somebody whom the newest leaves out. Who was revoked
/// stays so: a list that leaves somebody out is by an authority that was restored from a backup, and will be shown what it forgot.
///
/// @param all the newest first, at most [#MAX]
record Lists(List<Signed> all) {
  static final int MAX = dev.kith.message.AuthorityRequest.GetUpdate.LISTS_MAX;
  private static final Comparator<Signed> NEWEST_FIRST = Comparator.comparingLong((Signed signed) -> signed.list.number())
      .thenComparing(signed -> signed.list.issuedAt()).reversed();

  /// @param jws as it travels
  record Signed(String jws, Revocations list) {
    private Set<Object> nodes() { return list.entries().stream().map(Revocations.Entry::node).collect(Collectors.toSet()); }
  }

  Lists {
    all = List.copyOf(all);
  }

  static Lists of(Signed one) { return new Lists(List.of(one)); }

  Signed newest() { return all.getFirst(); }

  List<Signed> older() { return all.subList(1, all.size()); }

  /// With that one. The same, if it says nothing that is new.
  Lists with(Signed told) {
    List<Signed> sorted = Stream.concat(all.stream(), Stream.of(told)).sorted(NEWEST_FIRST).toList();
    List<Signed> kept = new ArrayList<>(List.of(sorted.getFirst()));
    boolean full = sorted.getFirst().list.entries().size() == Revocations.ENTRIES_MAX; // then it leaves out those whose cards are over
    Set<Object> named = new HashSet<>(sorted.getFirst().nodes());
    for (Signed older : sorted.subList(1, sorted.size())) {
      if (!full && kept.size() < MAX && named.addAll(older.nodes()))
        kept.add(older);
    }
    return kept.equals(all) ? this : new Lists(kept);
  }

  /// Why a node or a certificate is on one of them; empty if it is not.
  Optional<String> of(dev.kith.model.NodeId node, String serial) {
    return all.stream().map(signed -> signed.list.of(node, serial)).filter(Optional::isPresent).findFirst()
        .orElse(Optional.empty());
  }

  /// The newest, with those whom it leaves out.
  List<Revocations.Entry> entries() {
    Set<Object> named = new HashSet<>();
    return all.stream().flatMap(signed -> signed.list.entries().stream()).filter(entry -> named.add(entry.node())).toList();
  }

  List<String> ids() { return all.stream().map(signed -> signed.list.id()).toList(); }

  Optional<String> jws(String id) {
    return all.stream().filter(signed -> signed.list.id().equals(id)).findFirst().map(Signed::jws);
  }

  Instant issuedAt() { return newest().list.issuedAt(); }

  /// Whether that one names nobody else, and is no newer but for its time.
  boolean says(Lists other) { return newest().list.id().equals(other.newest().list.id()) && entries().equals(other.entries()); }
}
