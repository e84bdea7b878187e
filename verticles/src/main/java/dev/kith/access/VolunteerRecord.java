package dev.kith.access;

import java.time.Instant;

/// A tab that joined, bound to its key.
///
/// @param workerId derived from `publicKey`
/// @param publicKey SPKI, base64url
/// @param inviteId by which it joined last
/// @param revoked whether that invite was revoked since
record VolunteerRecord(String workerId, String publicKey, String inviteId, String label, Instant joinedAt, Instant lastSeenAt,
    boolean revoked) {
  VolunteerRecord seenAt(Instant now) {
    return new VolunteerRecord(workerId, publicKey, inviteId, label, joinedAt, now, revoked);
  }

  VolunteerRecord revokedNow() { return new VolunteerRecord(workerId, publicKey, inviteId, label, joinedAt, lastSeenAt, true); }
}
