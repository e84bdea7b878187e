package dev.kith.access;

import dev.kith.message.AccessReply.Granted;
import dev.kith.message.AccessReply.KeyMade;
import dev.kith.message.AccessReply.KeyView;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Scope;
import dev.kith.model.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Client keys: made, found by their secret, revoked. Keeps no secret. Thread-safe.
final class KeyBook {
  static final int MAX_KEYS = 1_000;
  /// How exact [KeyView#lastUsedAt] is; spares a write for each call.
  static final Duration LAST_USED_STEP = Duration.ofMinutes(1);
  /// The id of the key in CLIENT_API_KEY: always the same, so that jobs stay its own when the key is replaced.
  static final String OPERATOR = "operator";
  private static final String OWNER = "owner";

  private final Pepper pepper;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Changes changes;
  private final Map<String, KeyRecord> byId = new LinkedHashMap<>();
  private final Map<Digest, String> ids = new HashMap<>();

  KeyBook(Collection<KeyRecord> records, Pepper pepper, InstantSource clock, RandomGenerator random, Changes changes) {
    this.pepper = pepper;
    this.clock = clock;
    this.random = random;
    this.changes = changes;
    records.forEach(this::put);
  }

  /// Accepts the operator's own key until the next start. If it is one of the keys made here, it stays what it is.
  synchronized void admitOperator(String key, Set<Scope> scopes) {
    Digest hash = hash(secret(key));
    if (!ids.containsKey(hash))
      put(new KeyRecord(OPERATOR, "CLIENT_API_KEY", scopes, hash, clock.instant(), Optional.empty(), Optional.empty(), false));
  }

  /// @throws KithException INVALID if that can be no key
  static byte[] secret(String operatorsKey) {
    return Credential.secret(operatorsKey)
        .orElseThrow(() -> KithException
            .invalid("CLIENT_API_KEY must be 16, 20, 24, 28 or 32 bytes as hex or base64url, the same as words,"
                + " or a key made by a node; what is given has " + operatorsKey.length() + " characters and is none of these"));
  }

  /// A key with every scope, made if no usable key is left that can make keys: on the first start, that is.
  synchronized Optional<KeyMade> makeOwnerIfNone() {
    upgradeOwners();
    return keyMakers() > 0 ? Optional.empty() : Optional.of(make(OWNER, Set.of(Scope.values()), Optional.empty()));
  }

  /// Owners' keys of a version that had no scope for the mesh get it. No one gains by it: a key that makes keys could make one with it.
  private void upgradeOwners() {
    List<KeyRecord> old = byId.values().stream().filter(key -> key.label().equals(OWNER) && makesKeys(key))
        .filter(key -> EnumSet.complementOf(EnumSet.copyOf(key.scopes())).equals(EnumSet.of(Scope.NODES))).toList();
    old.forEach(key -> byId.put(key.id(), key.withScopes(EnumSet.allOf(Scope.class))));
    if (!old.isEmpty())
      changes.add();
  }

  synchronized KeyMade make(String label, Set<Scope> scopes, Optional<Duration> ttl) {
    makeRoom();
    byte[] secret = new byte[Credential.SECRET_BYTES];
    random.nextBytes(secret);
    Instant now = clock.instant();
    KeyRecord key = new KeyRecord(newId(), label, scopes, hash(secret), now, ttl.map(now::plus), Optional.empty(), false);
    put(key);
    changes.add();
    return new KeyMade(key.view(), Credential.text(key.id(), secret), Credential.words(secret));
  }

  /// @param credential any form of [Credential]
  /// @return what the key allows, empty if there is no such key, or no longer
  synchronized Optional<Granted> find(String credential) {
    return Credential.secret(credential).map(secret -> ids.get(hash(secret))).flatMap(this::granted);
  }

  /// @return what the key with that id allows, empty if it does not exist, or no longer
  synchronized Optional<Granted> granted(String keyId) {
    Instant now = clock.instant();
    Optional<KeyRecord> key = Optional.ofNullable(byId.get(keyId)).filter(record -> record.usable(now));
    key.ifPresent(record -> touch(record, now));
    return key.map(KeyRecord::granted);
  }

  synchronized List<KeyView> list() { return byId.values().stream().map(KeyRecord::view).toList(); }

  /// Revoking a revoked key again is no error.
  ///
  /// @throws KithException NOT_FOUND, or CONFLICT if nobody could make keys any more
  synchronized void revoke(String keyId) {
    KeyRecord key = byId.get(keyId);
    if (key == null)
      throw new KithException(ErrorCode.NOT_FOUND, "there is no key " + shortened(keyId));
    if (keyId.equals(OPERATOR))
      throw new KithException(ErrorCode.CONFLICT,
          "key operator is given by CLIENT_API_KEY; remove it there and restart the node");
    if (key.revoked())
      return;
    if (makesKeys(key) && keyMakers() == 1)
      throw new KithException(ErrorCode.CONFLICT, "key " + keyId + " is the last with scope keys; make another one first");
    byId.put(keyId, key.revokedNow());
    changes.add();
  }

  /// Takes back a key whose secret nobody got.
  synchronized void withdraw(String keyId) {
    remove(keyId);
    changes.add();
  }

  /// What belongs on disk: all but the operator's own key.
  synchronized List<KeyRecord> records() { return byId.values().stream().filter(key -> !key.id().equals(OPERATOR)).toList(); }

  private void touch(KeyRecord key, Instant now) {
    if (key.lastUsedAt().map(last -> now.isBefore(last.plus(LAST_USED_STEP))).orElse(false))
      return;
    byId.put(key.id(), key.usedAt(now));
    changes.add();
  }

  /// Dead keys are listed until their place is needed.
  private void makeRoom() {
    if (byId.size() < MAX_KEYS)
      return;
    Instant now = clock.instant();
    KeyRecord oldest = byId.values().stream().filter(key -> !key.usable(now)).findFirst()
        .orElseThrow(() -> new KithException(ErrorCode.UNAVAILABLE, "cannot make a key: there are " + MAX_KEYS
            + ", the most possible; revoke one first"));
    remove(oldest.id());
  }

  private boolean makesKeys(KeyRecord key) {
    return key.scopes().contains(Scope.KEYS) && key.usable(clock.instant()) && !key.id().equals(OPERATOR);
  }

  private long keyMakers() { return byId.values().stream().filter(this::makesKeys).count(); }

  private String newId() {
    String id = Crockford.random(Credential.ID_CHARS, random);
    return byId.containsKey(id) ? newId() : id;
  }

  private void put(KeyRecord key) {
    byId.put(key.id(), key);
    ids.put(key.hash(), key.id());
  }

  private void remove(String keyId) {
    KeyRecord key = byId.remove(keyId);
    if (key != null)
      ids.remove(key.hash());
  }

  private Digest hash(byte[] secret) { return pepper.hash("key", secret); }

  private static String shortened(String id) { return id.length() <= 64 ? id : id.substring(0, 64) + "..."; }
}
