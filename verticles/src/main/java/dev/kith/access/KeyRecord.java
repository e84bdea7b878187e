package dev.kith.access;

import dev.kith.message.AccessReply.Granted;
import dev.kith.message.AccessReply.KeyView;
import dev.kith.message.Scope;
import dev.kith.model.Digest;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A client key as it is kept.
///
/// @param hash of the secret, under the node's [Pepper]
record KeyRecord(String id, String label, Set<Scope> scopes, Digest hash, Instant createdAt, Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt, boolean revoked) {
  KeyRecord {
    scopes = Set.copyOf(scopes);
  }

  boolean usable(Instant now) { return !revoked && expiresAt.map(now::isBefore).orElse(true); }

  KeyRecord usedAt(Instant now) {
    return new KeyRecord(id, label, scopes, hash, createdAt, expiresAt, Optional.of(now), revoked);
  }

  KeyRecord withScopes(Set<Scope> more) {
    return new KeyRecord(id, label, more, hash, createdAt, expiresAt, lastUsedAt, revoked);
  }

  KeyRecord revokedNow() { return new KeyRecord(id, label, scopes, hash, createdAt, expiresAt, lastUsedAt, true); }

  Granted granted() { return new Granted(id, label, scopes); }

  KeyView view() { return new KeyView(id, label, scopes, createdAt, expiresAt, lastUsedAt, revoked); }

  @Override
  public String toString() { return "KeyRecord[" + id + "]"; }
}
