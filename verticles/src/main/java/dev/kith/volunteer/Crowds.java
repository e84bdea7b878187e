package dev.kith.volunteer;

import dev.kith.message.VolunteerReply.Crowd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Addresses whose tabs found no room, the last [Crowd#MAX] of them: so that an owner learns why somebody who was invited can't help.
/// Confined.
final class Crowds {
  private final Map<String, Crowd> byAddress = new LinkedHashMap<>();

  void turnedAway(String address, NoRoom why, Instant now) {
    Crowd before = byAddress.remove(address); // newest last
    byAddress.put(address, new Crowd(address, before == null ? 1 : before.times() + 1, now, why.setting(), why.limit()));
    if (byAddress.size() > Crowd.MAX)
      byAddress.remove(byAddress.keySet().iterator().next());
  }

  List<Crowd> newestFirst() { return new ArrayList<>(byAddress.values()).reversed(); }
}
