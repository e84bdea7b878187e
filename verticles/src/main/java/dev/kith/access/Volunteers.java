package dev.kith.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tabs that joined, as many as [#MAX]; beyond, the one that was away longest has to join again. Confined to [InviteBook].
final class Volunteers {
  static final int MAX = 20_000;
  /// How exact [VolunteerRecord#lastSeenAt] is; spares a write for each connection.
  private static final Duration SEEN_STEP = Duration.ofMinutes(1);

  /// In the order in which they were last seen.
  private final Map<String, VolunteerRecord> byId = new LinkedHashMap<>();

  Volunteers(Collection<VolunteerRecord> records) { records.forEach(this::put); }

  Optional<VolunteerRecord> find(String workerId) { return Optional.ofNullable(byId.get(workerId)); }

  void put(VolunteerRecord volunteer) {
    byId.remove(volunteer.workerId());
    byId.put(volunteer.workerId(), volunteer);
    if (byId.size() > MAX)
      dropFirst();
  }

  /// @return whether this is worth a write
  boolean seen(VolunteerRecord volunteer, Instant now) {
    boolean stale = !now.isBefore(volunteer.lastSeenAt().plus(SEEN_STEP));
    put(stale ? volunteer.seenAt(now) : volunteer);
    return stale;
  }

  /// Those that joined by this invite are known, so that they can be told, but may not connect.
  void revokeAllOf(String inviteId) {
    byId.replaceAll((_, volunteer) -> volunteer.inviteId().equals(inviteId) ? volunteer.revokedNow() : volunteer);
  }

  List<VolunteerRecord> records() { return List.copyOf(byId.values()); }

  private void dropFirst() {
    Iterator<String> ids = byId.keySet().iterator();
    ids.next();
    ids.remove();
  }
}
