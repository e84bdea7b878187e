package dev.kith.access;

import dev.kith.message.AccessReply.Connected;
import dev.kith.message.AccessReply.InviteMade;
import dev.kith.message.AccessReply.InviteView;
import dev.kith.message.AccessReply.Joined;
import dev.kith.message.AccessRequest.MakeInvite;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Invites and the tabs that joined by them. Keeps no secret. Thread-safe: of any number of tabs that join at once, exactly
/// [InviteRecord#maxUses] get in.
///
/// A tab's key is bound by its first join: the same key joins by the same invite again at no cost, also when the invite is expired or
/// used up. Revoking an invite turns its tabs away as well.
final class InviteBook {
  /// Ended invites are listed for so long, and [#MAX_ENDED] at most.
  static final Duration KEEP_ENDED = Duration.ofHours(24);
  static final int MAX_ENDED = 1_000;

  /// An invite, and whether it was named by its short code, which may end before the rest.
  record Found(String inviteId, boolean byCode) {}

  private final AccessConfig config;
  private final Pepper pepper;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Changes changes;
  private final Map<String, InviteRecord> byId = new LinkedHashMap<>();
  private final Map<Digest, Found> bySecret = new HashMap<>();
  private final Volunteers volunteers;

  InviteBook(AccessConfig config, Collection<InviteRecord> invites, Collection<VolunteerRecord> joined, Pepper pepper,
      InstantSource clock, RandomGenerator random, Changes changes) {
    this.config = config;
    this.pepper = pepper;
    this.clock = clock;
    this.random = random;
    this.changes = changes;
    this.volunteers = new Volunteers(joined);
    invites.forEach(this::put);
  }

  synchronized InviteMade make(MakeInvite request) {
    Instant now = clock.instant();
    makeRoom(now);
    if (config.requireLatestInvite())
      endEarlierOf(request.issuer(), now);
    InviteSecrets secrets = freshSecrets();
    Instant expires = now.plus(request.ttl().orElse(config.inviteTtl()));
    InviteRecord invite = new InviteRecord(secrets.id(), request.issuer(), request.label(), hashOfToken(secrets.token()),
        hashOfCode(secrets.code()), hashOfPhrase(secrets.phrase()), now, expires, codeExpiry(now, expires), 0,
        request.maxUses().orElse(config.inviteMaxUses()), false);
    put(invite);
    changes.add();
    return new InviteMade(invite.view(), secrets.token(), secrets.code(), invite.codeExpiresAt(),
        secrets.phrase());
  }

  /// @param typed token, short code or phrase
  synchronized Optional<Found> find(String typed) {
    return Optional.ofNullable(bySecret.get(switch (InviteSecrets.read(typed)) {
      case InviteSecrets.Typed.Token token -> hashOfToken(token.text());
      case InviteSecrets.Typed.Code code -> hashOfCode(code.text());
      case InviteSecrets.Typed.Phrase phrase -> hashOfPhrase(phrase.text());
    }));
  }

  /// @throws KithException GONE if the invite takes no tab like this any more
  synchronized Joined join(Found found, VolunteerKey key) {
    InviteRecord invite = Optional.ofNullable(byId.get(found.inviteId())).orElseThrow(() -> gone("expired"));
    Optional<VolunteerRecord> known = volunteers.find(key.workerId());
    if (known.isPresent() && !known.get().publicKey().equals(key.text()))
      throw new KithException(ErrorCode.CONFLICT, "worker id " + key.workerId() + " belongs to another key; make a new key");
    Instant now = clock.instant();
    if (invite.revoked())
      throw gone("revoked");
    if (known.isPresent() && known.get().inviteId().equals(invite.id()))
      return rejoined(known.get(), invite, now);
    return joinedFirst(found, invite, key, now);
  }

  /// @throws KithException GONE if the invite takes no new tab any more
  synchronized void demandGood(Found found) {
    InviteRecord invite = Optional.ofNullable(byId.get(found.inviteId())).orElseThrow(() -> gone("expired"));
    if (invite.revoked())
      throw gone("revoked");
    demandRoom(found, invite, clock.instant());
  }

  synchronized List<InviteView> list() { return byId.values().stream().map(InviteRecord::view).toList(); }

  /// Revoking a revoked invite again is no error.
  ///
  /// @throws KithException NOT_FOUND
  synchronized void revoke(String inviteId) {
    InviteRecord invite = byId.get(inviteId);
    if (invite == null)
      throw new KithException(ErrorCode.NOT_FOUND, "there is no such invite");
    if (invite.revoked())
      return;
    byId.put(inviteId, invite.revokedNow());
    volunteers.revokeAllOf(inviteId);
    changes.add();
  }

  /// Takes back an invite whose secrets nobody got.
  synchronized void withdraw(String inviteId) {
    remove(inviteId);
    changes.add();
  }

  /// @return the public key of a tab that joined, as [VolunteerKey#text]
  synchronized Optional<String> publicKeyOf(String workerId) { return volunteers.find(workerId).map(VolunteerRecord::publicKey); }

  /// A tab has proved its key.
  ///
  /// @throws KithException GONE if its invite was revoked, UNAUTHORIZED if it was forgotten meanwhile
  synchronized Connected connected(String workerId) {
    VolunteerRecord volunteer = volunteers.find(workerId).orElseThrow(InviteBook::unknownWorker);
    if (volunteer.revoked())
      throw gone("revoked");
    if (volunteers.seen(volunteer, clock.instant()))
      changes.add();
    return new Connected(workerId, volunteer.inviteId(), volunteer.label());
  }

  static KithException unknownWorker() {
    return new KithException(ErrorCode.UNAUTHORIZED, "this worker has not joined, or its signature is wrong; join by an invite");
  }

  synchronized List<InviteRecord> invites() { return List.copyOf(byId.values()); }

  synchronized List<VolunteerRecord> joined() { return volunteers.records(); }

  private Joined rejoined(VolunteerRecord volunteer, InviteRecord invite, Instant now) {
    if (volunteers.seen(volunteer, now))
      changes.add();
    return new Joined(volunteer.workerId(), invite.id(), volunteer.label(), invite.expiresAt());
  }

  private Joined joinedFirst(Found found, InviteRecord invite, VolunteerKey key, Instant now) {
    demandRoom(found, invite, now);
    byId.put(invite.id(), invite.used());
    volunteers.put(new VolunteerRecord(key.workerId(), key.text(), invite.id(), invite.label(), now, now, false));
    changes.add();
    return new Joined(key.workerId(), invite.id(), invite.label(), invite.expiresAt());
  }

  private static void demandRoom(Found found, InviteRecord invite, Instant now) {
    if (!now.isBefore(found.byCode() ? invite.codeExpiresAt() : invite.expiresAt()))
      throw gone("expired");
    if (invite.uses() >= invite.maxUses())
      throw gone("used up");
  }

  private void makeRoom(Instant now) {
    List<InviteRecord> ended = byId.values().stream().filter(invite -> !invite.active(now)).toList();
    int active = byId.size() - ended.size();
    if (active >= config.inviteMaxActive()) {
      throw new KithException(ErrorCode.UNAVAILABLE, "cannot make an invite: " + active
          + " are valid, the most that SHORT_INVITE_MAX_ACTIVE allows; revoke one or wait until one expires");
    }
    int surplus = ended.size() - MAX_ENDED;
    for (int i = 0; i < ended.size(); i++) {
      if (i < surplus || now.isAfter(ended.get(i).expiresAt().plus(KEEP_ENDED)))
        remove(ended.get(i).id());
    }
  }

  private void endEarlierOf(String issuer, Instant now) {
    byId.replaceAll((_, invite) -> invite.active(now) && invite.issuer().equals(issuer) ? invite.endedAt(now) : invite);
  }

  private InviteSecrets freshSecrets() {
    InviteSecrets secrets = InviteSecrets.random(config, random);
    return bySecret.containsKey(hashOfCode(secrets.code())) ? freshSecrets() : secrets;
  }

  private Instant codeExpiry(Instant now, Instant expires) {
    Instant early = now.plus(AccessConfig.WEAK_CODE_TTL);
    boolean weak = config.shortCodeLength() < AccessConfig.SHORT_CODE_LENGTH;
    return weak && early.isBefore(expires) ? early : expires;
  }

  private void put(InviteRecord invite) {
    byId.put(invite.id(), invite);
    bySecret.put(invite.token(), new Found(invite.id(), false));
    bySecret.put(invite.phrase(), new Found(invite.id(), false));
    bySecret.put(invite.code(), new Found(invite.id(), true));
  }

  private void remove(String inviteId) {
    InviteRecord invite = byId.remove(inviteId);
    if (invite != null)
      List.of(invite.token(), invite.phrase(), invite.code()).forEach(bySecret::remove);
  }

  private Digest hashOfToken(String token) { return pepper.hash("invite token", token); }

  private Digest hashOfCode(String code) { return pepper.hash("invite code", code); }

  private Digest hashOfPhrase(String phrase) { return pepper.hash("invite phrase", phrase); }

  private static KithException gone(String why) { return new KithException(ErrorCode.GONE, "this invite is " + why); }
}
