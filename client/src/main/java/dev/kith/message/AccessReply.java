package dev.kith.message;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Access -> door.
public sealed interface AccessReply {
  record Done() implements AccessReply {}

  /// Not now: come back after `retryAfter`.
  record Wait(Duration retryAfter) implements AccessReply {}

  record Granted(String keyId, String label, Set<Scope> scopes) implements AccessReply {
    public Granted {
      scopes = Set.copyOf(scopes);
    }

    public Caller caller() { return new Caller(keyId, scopes.contains(Scope.JOBS_ALL)); }
  }

  /// @param cookie secret; goes into an HttpOnly cookie and nowhere else
  record SessionOpened(String cookie, Granted granted, Duration idle) implements AccessReply {
    @Override
    public String toString() { return "SessionOpened[" + granted.keyId() + "]"; }
  }

  /// @param secret the key as text
  /// @param mnemonic the same key as 24 words
  record KeyMade(KeyView key, String secret, String mnemonic) implements AccessReply {
    @Override
    public String toString() { return "KeyMade[" + key.id() + "]"; }
  }

  record KeyView(String id, String label, Set<Scope> scopes, Instant createdAt, Optional<Instant> expiresAt,
      Optional<Instant> lastUsedAt, boolean revoked) {
    public KeyView {
      scopes = Set.copyOf(scopes);
    }
  }

  /// @param warning that keys and invites are not those that this node left, and what that means
  record Keys(List<KeyView> keys, Optional<String> warning) implements AccessReply {
    public Keys {
      Objects.requireNonNull(warning);
      keys = List.copyOf(keys);
    }
  }

  /// The three secrets of one invite: any of them joins. The door makes links of them.
  ///
  /// @param token for the link's fragment (`/worker#<token>`); the door appends the signing key's fingerprint as a pin
  /// @param shortCode for `/j/<code>`, 10 characters unless configured
  /// @param shortCodeExpiresAt before the rest if the code is short enough to be guessed
  /// @param phrase words joined by hyphens, for `/p/<phrase>`
  record InviteMade(InviteView invite, String token, String shortCode, Instant shortCodeExpiresAt,
      String phrase) implements AccessReply {
    @Override
    public String toString() { return "InviteMade[" + invite.id() + "]"; }
  }

  record InviteView(String id, String issuer, String label, int uses, int maxUses, Instant createdAt, Instant expiresAt,
      boolean revoked) {}

  record Invites(List<InviteView> invites) implements AccessReply {
    public Invites {
      invites = List.copyOf(invites);
    }
  }

  /// An invite that is good: nothing was done with it.
  record InviteGood() implements AccessReply {}

  /// @param workerId derived from the tab's key: the same tab has the same id for ever
  record Joined(String workerId, String inviteId, String label, Instant inviteExpiresAt) implements AccessReply {}

  record Connected(String workerId, String inviteId, String label) implements AccessReply {}
}
