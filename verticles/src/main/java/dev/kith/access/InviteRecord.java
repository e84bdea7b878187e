package dev.kith.access;

import dev.kith.message.AccessReply.InviteView;
import dev.kith.model.Digest;
import java.time.Instant;

/// An invite as it is kept: its three secrets as hashes under the node's [Pepper].
///
/// @param id 32 hex digits, the first 16 bytes of the token
/// @param codeExpiresAt when the short code ends, at `expiresAt` or before
record InviteRecord(String id, String issuer, String label, Digest token, Digest code, Digest phrase, Instant createdAt,
    Instant expiresAt, Instant codeExpiresAt, int uses, int maxUses, boolean revoked) {

  /// Whether it takes new tabs.
  boolean active(Instant now) { return !revoked && now.isBefore(expiresAt) && uses < maxUses; }

  InviteRecord used() {
    return new InviteRecord(id, issuer, label, token, code, phrase, createdAt, expiresAt, codeExpiresAt, uses + 1, maxUses,
        revoked);
  }

  InviteRecord revokedNow() {
    return new InviteRecord(id, issuer, label, token, code, phrase, createdAt, expiresAt, codeExpiresAt, uses, maxUses, true);
  }

  /// Takes no new tabs from now on; those that joined stay.
  InviteRecord endedAt(Instant now) {
    return new InviteRecord(id, issuer, label, token, code, phrase, createdAt, now, now, uses, maxUses, revoked);
  }

  InviteView view() { return new InviteView(id, issuer, label, uses, maxUses, createdAt, expiresAt, revoked); }

  @Override
  public String toString() { return "InviteRecord[" + id + "]"; }
}
