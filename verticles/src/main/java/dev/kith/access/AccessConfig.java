package dev.kith.access;

import dev.kith.message.Limits;
import dev.kith.message.Scope;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Settings of `access`, each under the name that its error uses. Every limit is finite.
///
/// @param clientApiKey CLIENT_API_KEY: a key that the operator brings along; 16, 20, 24, 28 or 32 bytes as hex or base64url, the same
///     as words, or a key that a node made. Secret
/// @param clientApiKeyScopes what that key allows
/// @param apiRateLimitMax API_RATE_LIMIT_MAX: calls of one remote in a window, 1 to 10,000,000
/// @param apiRateLimitWindow API_RATE_LIMIT_WINDOW_MS: 100 ms to 1 h
/// @param failuresPerRemote FAILURES_PER_REMOTE: wrong keys (or wrong invites) of one remote in a minute, 1 to 1,000
/// @param failuresGlobal FAILURES_GLOBAL: the same of all remotes together, 1 to 100,000
/// @param inviteTtl WORKER_INVITE_TTL_SEC: life of an invite that names none, 60 s to 24 h
/// @param inviteMaxUses WORKER_INVITE_MAX_USES: tabs that may join by an invite that names no number, 1 to 10,000
/// @param inviteMaxActive SHORT_INVITE_MAX_ACTIVE: invites that are valid at a time, 1 to 50,000
/// @param requireLatestInvite WORKER_INVITE_REQUIRE_LATEST: a new invite ends the earlier ones of the same issuer for new tabs
/// @param shortCodeLength SHORT_INVITE_CODE_LENGTH: 7 to 16 characters of 5 bits; below 10 the code lives for 15 minutes only
/// @param phraseWords WORKER_INVITE_PHRASE_WORDS: 5 to 8 words of 11 bits
/// @param sessionIdle SESSION_IDLE_SEC: a session ends when not used for so long, 60 s to 24 h
/// @param sessionMax SESSION_MAX_SEC: a session ends so long after its start in any case, 60 s to 7 d
public record AccessConfig(Optional<String> clientApiKey, Set<Scope> clientApiKeyScopes, int apiRateLimitMax,
    Duration apiRateLimitWindow, int failuresPerRemote, int failuresGlobal, Duration inviteTtl, int inviteMaxUses,
    int inviteMaxActive, boolean requireLatestInvite, int shortCodeLength, int phraseWords, Duration sessionIdle,
    Duration sessionMax) {
  /// What the predecessor's one key allowed. Keys themselves are made with the owner key.
  public static final Set<Scope> CLIENT_API_KEY_SCOPES = Set.of(Scope.JOBS, Scope.JOBS_ALL, Scope.INVITES, Scope.WATCH);
  public static final int API_RATE_LIMIT_MAX = 1_200;
  public static final Duration API_RATE_LIMIT_WINDOW = Duration.ofSeconds(60);
  public static final int FAILURES_PER_REMOTE = 10;
  public static final int FAILURES_GLOBAL = 60;
  public static final Duration INVITE_TTL = Duration.ofHours(1);
  public static final int INVITE_MAX_USES = 100;
  public static final int INVITE_MAX_ACTIVE = 1_000;
  public static final int SHORT_CODE_LENGTH = 10;
  public static final int PHRASE_WORDS = 8;
  public static final Duration SESSION_IDLE = Duration.ofMinutes(15);
  public static final Duration SESSION_MAX = Duration.ofHours(12);
  /// A code below [#SHORT_CODE_LENGTH] characters could be guessed in the life of an invite; it ends earlier.
  static final Duration WEAK_CODE_TTL = Duration.ofMinutes(15);

  public static final AccessConfig DEFAULT = new AccessConfig(Optional.empty(), CLIENT_API_KEY_SCOPES, API_RATE_LIMIT_MAX,
      API_RATE_LIMIT_WINDOW, FAILURES_PER_REMOTE, FAILURES_GLOBAL, INVITE_TTL, INVITE_MAX_USES, INVITE_MAX_ACTIVE, false,
      SHORT_CODE_LENGTH, PHRASE_WORDS, SESSION_IDLE, SESSION_MAX);

  public AccessConfig {
    clientApiKey.ifPresent(KeyBook::secret);
    clientApiKeyScopes = Set.copyOf(clientApiKeyScopes);
    Limits.range("CLIENT_API_KEY_SCOPES (their number)", clientApiKeyScopes.size(), 1, Scope.values().length);
    Limits.range("API_RATE_LIMIT_MAX", apiRateLimitMax, 1, 10_000_000);
    Limits.range("API_RATE_LIMIT_WINDOW_MS", apiRateLimitWindow.toMillis(), 100, 3_600_000);
    Limits.range("FAILURES_PER_REMOTE", failuresPerRemote, 1, 1_000);
    Limits.range("FAILURES_GLOBAL", failuresGlobal, 1, 100_000);
    Limits.range("WORKER_INVITE_TTL_SEC", inviteTtl.toSeconds(), 60, 86_400);
    Limits.range("WORKER_INVITE_MAX_USES", inviteMaxUses, 1, 10_000);
    Limits.range("SHORT_INVITE_MAX_ACTIVE", inviteMaxActive, 1, 50_000);
    Limits.range("SHORT_INVITE_CODE_LENGTH", shortCodeLength, 7, 16);
    Limits.range("WORKER_INVITE_PHRASE_WORDS", phraseWords, 5, 8);
    Limits.range("SESSION_IDLE_SEC", sessionIdle.toSeconds(), 60, 86_400);
    Limits.range("SESSION_MAX_SEC", sessionMax.toSeconds(), 60, 7 * 86_400);
  }

  /// The same with the operator's key.
  public AccessConfig withClientApiKey(String key, Set<Scope> scopes) {
    return new AccessConfig(Optional.of(key), scopes, apiRateLimitMax, apiRateLimitWindow, failuresPerRemote, failuresGlobal,
        inviteTtl, inviteMaxUses, inviteMaxActive, requireLatestInvite, shortCodeLength, phraseWords, sessionIdle, sessionMax);
  }

  /// Without the key.
  @Override
  public String toString() {
    return "AccessConfig[clientApiKey=" + (clientApiKey.isPresent() ? "given" : "none") + ", apiRateLimit=" + apiRateLimitMax
        + "/"
        + apiRateLimitWindow + ", failures=" + failuresPerRemote + "/" + failuresGlobal + ", invite=" + inviteTtl + "/"
        + inviteMaxUses + "/" + inviteMaxActive + ", requireLatestInvite=" + requireLatestInvite + ", code=" + shortCodeLength
        + ", phrase=" + phraseWords + ", session=" + sessionIdle + "/" + sessionMax + "]";
  }
}
