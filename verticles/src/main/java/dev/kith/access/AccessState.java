package dev.kith.access;

import dev.kith.model.Blob;
import java.util.List;

/// Everything of `access` that outlives a restart, as one value. Append only: older files must stay readable.
///
/// @param version of this form, 1
/// @param pepper see [Pepper]; secret
record AccessState(int version, Blob pepper, List<KeyRecord> keys, List<InviteRecord> invites, List<VolunteerRecord> volunteers) {
  static final int VERSION = 1;

  AccessState {
    if (version != VERSION)
      throw new IllegalArgumentException("version: " + version + ", expected " + VERSION);
    keys = List.copyOf(keys);
    invites = List.copyOf(invites);
    volunteers = List.copyOf(volunteers);
  }

  static AccessState fresh(Pepper pepper) { return new AccessState(VERSION, pepper.key(), List.of(), List.of(), List.of()); }

  @Override
  public String toString() {
    return "AccessState[" + keys.size() + " keys, " + invites.size() + " invites, " + volunteers.size() + " volunteers]";
  }
}
