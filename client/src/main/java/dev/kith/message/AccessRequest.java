package dev.kith.message;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// A door -> access. Answered by the [AccessReply] of the like name, or a [KithException]. Credentials in here are secret: never logged.
public sealed interface AccessRequest {
  /// Who presents this key (text, or 24 words)? Answered by [AccessReply.Granted], or UNAUTHORIZED, or RATE_LIMITED once
  /// `remote` has failed too often.
  record Authenticate(String credential, String remote) implements AccessRequest {
    public Authenticate {
      Limits.length("credential", credential, 1, 512);
    }

    @Override
    public String toString() { return "Authenticate[remote=" + remote + "]"; }
  }

  /// A key for a session cookie. Answered by [AccessReply.SessionOpened].
  record OpenSession(String credential, String remote) implements AccessRequest {
    public OpenSession {
      Limits.length("credential", credential, 1, 512);
    }

    @Override
    public String toString() { return "OpenSession[remote=" + remote + "]"; }
  }

  /// Who holds this session? Answered by [AccessReply.Granted]; prolongs it.
  record ResumeSession(String cookie, String remote) implements AccessRequest {
    public ResumeSession {
      Limits.length("session", cookie, 1, 512);
    }

    @Override
    public String toString() { return "ResumeSession[remote=" + remote + "]"; }
  }

  /// Answered by [AccessReply.Done].
  record CloseSession(String cookie) implements AccessRequest {
    public CloseSession {
      Limits.length("session", cookie, 1, 512);
    }

    @Override
    public String toString() { return "CloseSession[]"; }
  }

  /// Answered by [AccessReply.KeyMade], the only time its secret is shown.
  record MakeKey(String label, Set<Scope> scopes, Optional<Duration> ttl) implements AccessRequest {
    public MakeKey {
      Limits.label("label", label, 0, 64);
      Limits.range("scopes (their number)", scopes.size(), 1, Scope.values().length);
      scopes = Set.copyOf(scopes);
      ttl.ifPresent(t -> Limits.range("ttlSec", t.toSeconds(), 60, 10L * 366 * 86_400));
    }
  }

  /// Answered by [AccessReply.Keys].
  record ListKeys() implements AccessRequest {}

  /// Answered by [AccessReply.Done], or NOT_FOUND. Sessions of the key end too. The last key with scope `keys` is a CONFLICT.
  record RevokeKey(String keyId) implements AccessRequest {}

  /// Answered by [AccessReply.InviteMade].
  ///
  /// @param ttl 60 s to 24 h; absent: one hour
  /// @param maxUses tabs that may join by it, 1 to 10,000; absent: the configured default
  record MakeInvite(String issuer, String label, Optional<Duration> ttl, Optional<Integer> maxUses) implements AccessRequest {
    public MakeInvite {
      Limits.label("issuer", issuer, 0, 64);
      Limits.label("workerLabel", label, 0, 64);
      ttl.ifPresent(t -> Limits.range("ttlSec", t.toSeconds(), 60, 86_400));
      maxUses.ifPresent(uses -> Limits.range("maxUses", uses, 1, 10_000));
    }
  }

  /// Answered by [AccessReply.Invites].
  record ListInvites() implements AccessRequest {}

  /// Answered by [AccessReply.Done], or NOT_FOUND. Tabs that joined by it are turned away at their next connection.
  record RevokeInvite(String inviteId) implements AccessRequest {}

  /// Would this invite let a tab in now? Uses nothing up, but a wrong one counts as a guess. Answered by [AccessReply.InviteGood], or
  /// as [Join].
  record LookAtInvite(String invite, String remote) implements AccessRequest {
    public LookAtInvite {
      Limits.length("invite", invite, 1, 512);
    }

    @Override
    public String toString() { return "LookAtInvite[remote=" + remote + "]"; }
  }

  /// A tab wants to join. Answered by [AccessReply.Joined], or NOT_FOUND (no such invite), GONE (expired, used up, revoked),
  /// RATE_LIMITED.
  ///
  /// @param invite the secret of a link's fragment, a predecessor-style token, a short code, or a phrase of words
  /// @param publicKey the tab's own ECDSA P-256 key, SPKI, base64url without padding
  record Join(String invite, String publicKey, String remote) implements AccessRequest {
    public Join {
      Limits.length("invite", invite, 1, 512);
      Limits.length("publicKey", publicKey, 80, 200);
    }

    @Override
    public String toString() { return "Join[remote=" + remote + "]"; }
  }

  /// A joined tab connects (again), proving its key by a signature over the server's challenge.
  /// Answered by [AccessReply.Connected], or UNAUTHORIZED, or GONE if its invite was revoked.
  ///
  /// @param workerId as given at the join
  /// @param challenge 32 random bytes made by the server for this socket, base64url
  /// @param signature ECDSA P-256 SHA-256 over the UTF-8 text `kith-volunteer-1|<challenge>|<workerId>`, raw r and s (64 bytes), base64url
  record Connect(String workerId, String challenge, String signature, String remote) implements AccessRequest {
    public Connect {
      Limits.length("workerId", workerId, 1, 128);
      Limits.length("challenge", challenge, 43, 43);
      Limits.length("signature", signature, 86, 86);
    }
  }

  /// May `remote` make one more call? Answered by [AccessReply.Done], or [AccessReply.Wait] if it is over its limit.
  record Admit(String remote) implements AccessRequest {}
}
