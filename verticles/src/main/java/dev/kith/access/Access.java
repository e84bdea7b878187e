package dev.kith.access;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.kith.codec.MessageCodec;
import dev.kith.message.AccessReply;
import dev.kith.message.AccessReply.Granted;
import dev.kith.message.AccessReply.KeyMade;
import dev.kith.message.AccessRequest;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers every [AccessRequest]. Nothing here waits for the disk: who answers outwards first sees to it that [#save] has
/// written the change ([AccessVerticle] does). Thread-safe.
public final class Access {
  private static final Logger LOG = LoggerFactory.getLogger(Access.class);

  private final AccessConfig config;
  private final AccessStore store;
  private final Pepper pepper;
  private final Changes changes = new Changes();
  private final KeyBook keys;
  private final InviteBook invites;
  private final Sessions sessions;
  private final RateLimiter calls;
  private final FailureBudget keyFailures;
  private final FailureBudget inviteFailures;
  private final Optional<KeyMade> firstKey;

  private Access(AccessConfig config, AccessStore store, AccessState state, InstantSource clock, Ticker ticker,
      RandomGenerator random) {
    this.config = config;
    this.store = store;
    this.pepper = new Pepper(state.pepper());
    this.keys = new KeyBook(state.keys(), pepper, clock, random, changes);
    this.invites = new InviteBook(config, state.invites(), state.volunteers(), pepper, clock, random, changes);
    this.sessions = new Sessions(config.sessionIdle(), config.sessionMax(), ticker, random);
    this.calls = new RateLimiter(config.apiRateLimitMax(), config.apiRateLimitWindow(), ticker);
    this.keyFailures = new FailureBudget("keys", config.failuresPerRemote(), config.failuresGlobal(), ticker);
    this.inviteFailures = new FailureBudget("invites", config.failuresPerRemote(), config.failuresGlobal(), ticker);
    this.firstKey = keys.makeOwnerIfNone();
    config.clientApiKey().ifPresent(key -> keys.admitOperator(key, config.clientApiKeyScopes()));
  }

  /// Reads the state, or begins it. Blocks on the disk.
  ///
  /// @throws KithException if the state is there but cannot be read, or CLIENT_API_KEY is no key; the node must not start
  public static Access open(AccessConfig config, AccessStore store) {
    return open(config, store, InstantSource.system(), Ticker.systemTicker(), new SecureRandom());
  }

  static Access open(AccessConfig config, AccessStore store, InstantSource clock, Ticker ticker, RandomGenerator random) {
    AccessState state = store.load().map(bytes -> decoded(bytes, store))
        .orElseGet(() -> AccessState.fresh(Pepper.random(random)));
    store.warning().ifPresent(warning -> LOG.warn("{}", warning));
    Access access = new Access(config, store, state, clock, ticker, random);
    if (access.firstKey.isPresent())
      access.save(access.snapshot());
    return access;
  }

  /// The owner key with every scope, if this start made one: on the first, or when no key that makes keys was left. It is saved;
  /// whoever starts the node shows it once, it cannot be had again.
  public Optional<KeyMade> firstKey() { return firstKey; }

  AccessReply answer(AccessRequest request) {
    return switch (request) {
      case AccessRequest.Admit admit -> calls.admit(Remote.of(admit.remote()))
          .<AccessReply>map(AccessReply.Wait::new).orElseGet(AccessReply.Done::new);
      case AccessRequest.Authenticate login -> authenticated(login.credential(), login.remote());
      case AccessRequest.OpenSession login -> sessionFor(authenticated(login.credential(), login.remote()));
      case AccessRequest.ResumeSession resume -> resumed(resume.cookie());
      case AccessRequest.CloseSession close -> done(() -> sessions.close(close.cookie()));
      case AccessRequest.MakeKey make -> keys.make(make.label(), make.scopes(), make.ttl());
      case AccessRequest.ListKeys _ -> new AccessReply.Keys(keys.list(), store.warning());
      case AccessRequest.RevokeKey revoke -> done(() -> revokeKey(revoke.keyId()));
      case AccessRequest.MakeInvite make -> invites.make(make);
      case AccessRequest.ListInvites _ -> new AccessReply.Invites(invites.list());
      case AccessRequest.RevokeInvite revoke -> done(() -> invites.revoke(revoke.inviteId()));
      case AccessRequest.LookAtInvite look -> {
        invites.demandGood(guessed(look.invite(), look.remote()));
        yield new AccessReply.InviteGood();
      }
      case AccessRequest.Join join -> joined(join);
      case AccessRequest.Connect connect -> connected(connect);
    };
  }

  /// Undoes what made `reply`, which nobody will get.
  void withdraw(AccessReply reply) {
    if (reply instanceof KeyMade made)
      keys.withdraw(made.key().id());
    if (reply instanceof AccessReply.InviteMade made)
      invites.withdraw(made.invite().id());
  }

  /// Grows with every change that belongs on disk.
  long version() { return changes.count(); }

  AccessState snapshot() {
    return new AccessState(AccessState.VERSION, pepper.key(), keys.records(), invites.invites(), invites.joined());
  }

  /// Blocks on the disk; one at a time.
  void save(AccessState state) { store.save(MessageCodec.encode(state)); }

  /// A right key always passes: 128 bits and more are not guessed, and whoever shares an address with a guesser is not locked out.
  private Granted authenticated(String credential, String remote) {
    return keys.find(credential).orElseGet(() -> {
      keyFailures.settle(Remote.of(remote), Optional.empty());
      throw new KithException(ErrorCode.UNAUTHORIZED, "this key is wrong, expired or revoked");
    });
  }

  private AccessReply sessionFor(Granted granted) {
    return new AccessReply.SessionOpened(sessions.open(granted.keyId()), granted, config.sessionIdle());
  }

  /// Not counted as a guess: 256 bits are not guessed, but a page left open sends its old cookie again and again.
  private Granted resumed(String cookie) {
    return sessions.resume(cookie).flatMap(keys::granted)
        .orElseThrow(() -> new KithException(ErrorCode.UNAUTHORIZED, "this session has ended; log in again"));
  }

  private void revokeKey(String keyId) {
    keys.revoke(keyId);
    sessions.closeAllOf(keyId);
  }

  private AccessReply joined(AccessRequest.Join join) {
    InviteBook.Found found = guessed(join.invite(), join.remote());
    return invites.join(found, VolunteerKey.parse(join.publicKey())); // parsed last: it is the only dear step
  }

  private InviteBook.Found guessed(String typed, String remote) {
    Optional<InviteBook.Found> invite = invites.find(typed);
    inviteFailures.settle(Remote.of(remote), invite.map(InviteBook.Found::inviteId));
    return invite.orElseThrow(() -> new KithException(ErrorCode.NOT_FOUND, "there is no such invite"));
  }

  private AccessReply connected(AccessRequest.Connect connect) {
    Optional<VolunteerKey> key = invites.publicKeyOf(connect.workerId()).map(VolunteerKey::parse);
    if (!key.map(known -> known.signed(connect)).orElse(false))
      throw InviteBook.unknownWorker();
    return invites.connected(connect.workerId());
  }

  private static AccessReply done(Runnable action) {
    action.run();
    return new AccessReply.Done();
  }

  private static AccessState decoded(byte[] bytes, AccessStore store) {
    try {
      return MessageCodec.decode(bytes, AccessState.class, SealedFile.MAX_BYTES);
    } catch (KithException e) {
      throw new KithException(ErrorCode.INTERNAL, "cannot start: " + store.name() + ": " + e.getMessage(), e);
    }
  }
}
