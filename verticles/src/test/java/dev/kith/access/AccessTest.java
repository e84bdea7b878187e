package dev.kith.access;

import static dev.kith.access.Failures.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.crypto.Sealer;
import dev.kith.message.AccessReply;
import dev.kith.message.AccessReply.Granted;
import dev.kith.message.AccessReply.InviteMade;
import dev.kith.message.AccessReply.KeyMade;
import dev.kith.message.AccessReply.SessionOpened;
import dev.kith.message.AccessRequest;
import dev.kith.message.AccessRequest.Authenticate;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
  private static final String HOME = "192.0.2.1";
  private final FakeClock clock = new FakeClock();
  private final Random random = new Random(5);
  private final MemoryStore store = new MemoryStore();
  private final Access access = open(AccessConfig.DEFAULT);

  private Access open(AccessConfig config) { return Access.open(config, store, clock, clock, random); }

  private Access restarted() {
    access.save(access.snapshot());
    return open(AccessConfig.DEFAULT);
  }

  private KeyMade owner() { return access.firstKey().orElseThrow(); }

  private InviteMade invite(int maxUses) {
    return (InviteMade) access.answer(new AccessRequest.MakeInvite("k1", "lab", Optional.empty(), Optional.of(maxUses)));
  }

  private Granted login(String credential) { return (Granted) access.answer(new Authenticate(credential, HOME)); }

  @Test
  void whoeverListsTheKeysIsToldThatTheyAreNotThoseThatWereSavedLast() {
    store.warning = Optional.of("access.sealed is older");
    assertThat(((AccessReply.Keys) restarted().answer(new AccessRequest.ListKeys())).warning())
        .contains("access.sealed is older");
  }

  @Test
  void theOwnerKeyOfTheFirstStartIsSavedAndShownOnce() {
    assertThat(login(owner().secret()).scopes()).containsExactlyInAnyOrder(Scope.values());
    assertThat(store.saves()).isEqualTo(1);
    Access second = open(AccessConfig.DEFAULT);
    assertThat(second.firstKey()).isEmpty();
    assertThat(second.answer(new Authenticate(owner().mnemonic(), HOME))).isEqualTo(login(owner().secret()));
  }

  @Test
  void theConfiguredKeyWorksWithItsScopes() {
    Access configured = open(AccessConfig.DEFAULT.withClientApiKey("00112233445566778899aabbccddeeff", Set.of(Scope.JOBS)));
    assertThat(configured.answer(new Authenticate("00112233445566778899AABBCCDDEEFF", HOME)))
        .isEqualTo(new Granted("operator", "CLIENT_API_KEY", Set.of(Scope.JOBS)));
  }

  @Test
  void keysInvitesAndTabsSurviveARestart() {
    InviteMade made = invite(2);
    Tab tab = new Tab();
    AccessReply joined = access.answer(tab.join(made.shortCode()));
    Access after = restarted();
    assertThat(after.answer(tab.connect())).isInstanceOf(AccessReply.Connected.class);
    assertThat(after.answer(tab.join(made.token()))).isEqualTo(joined);
    after.answer(new Tab().join(made.phrase()));
    fails(ErrorCode.GONE, () -> after.answer(new Tab().join(made.token())));
    after.answer(new AccessRequest.RevokeInvite(made.invite().id()));
    after.save(after.snapshot());
    fails(ErrorCode.GONE, () -> open(AccessConfig.DEFAULT).answer(tab.connect()));
  }

  @Test
  void ofAHundredTabsAtOnceExactlySoManyJoin() throws InterruptedException, ExecutionException {
    InviteMade made = invite(37);
    List<Tab> tabs = IntStream.range(0, 100).mapToObj(_ -> new Tab()).toList();
    CountDownLatch start = new CountDownLatch(1);
    int in = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> outcomes = tabs.stream().map(tab -> threads.submit(() -> {
        start.await();
        return joins(tab, made.token());
      })).toList();
      start.countDown();
      for (Future<Boolean> outcome : outcomes)
        in += outcome.get() ? 1 : 0;
    }
    assertThat(in).isEqualTo(37);
    assertThat(access.snapshot().invites().getFirst().uses()).isEqualTo(37);
    assertThat(access.snapshot().volunteers()).hasSize(37);
  }

  private boolean joins(Tab tab, String invite) {
    try {
      return access.answer(tab.join(invite)) instanceof AccessReply.Joined;
    } catch (KithException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.GONE);
      return false;
    }
  }

  @Test
  void aHundredThousandGuessesHitNothingAndAreLockedOut() {
    for (int i = 0; i < 100; i++)
      invite(100);
    String key = new Tab().publicKey();
    int evaluated = 0;
    for (int i = 0; i < 100_000; i++) {
      clock.advance(Duration.ofMillis(10));
      try {
        access.answer(i % 2 == 0
            ? new AccessRequest.Join(Crockford.random(10, random), key, "198.51.100." + i % 4)
            : new AccessRequest.LookAtInvite(Crockford.random(10, random), "198.51.100." + i % 4));
        throw new AssertionError("guess " + i + " hit");
      } catch (KithException e) {
        assertThat(e.code()).isIn(ErrorCode.NOT_FOUND, ErrorCode.RATE_LIMITED);
        evaluated += e.code() == ErrorCode.NOT_FOUND ? 1 : 0;
      }
    }
    assertThat(evaluated).as("1,000 s, four remotes, 10 a minute each").isBetween(4 * 10 * 16, 4 * 10 * 17);
    fails(ErrorCode.RATE_LIMITED, () -> access.answer(new AccessRequest.Join(invite(1).token(), key, "198.51.100.1")));
    access.answer(new AccessRequest.Join(invite(1).token(), key, HOME));
  }

  @Test
  void guessesAreLimitedAndARightKeyPassesWhoeverGuessesBehindTheSameAddress() {
    for (int i = 0; i < 10; i++)
      fails(ErrorCode.UNAUTHORIZED, () -> login("0".repeat(32)));
    fails(ErrorCode.RATE_LIMITED, () -> login("0".repeat(32)));
    KeyMade other = (KeyMade) access.answer(new AccessRequest.MakeKey("new", Set.of(Scope.JOBS), Optional.empty()));
    login(other.secret());
    access.answer(new AccessRequest.OpenSession(other.mnemonic(), HOME));
    login(owner().secret());
    fails(ErrorCode.RATE_LIMITED, () -> login("0".repeat(32)));
    access.answer(new Tab().join(invite(1).token()));
  }

  @Test
  void aTabMustProveItsKey() {
    Tab tab = new Tab();
    Tab thief = new Tab();
    access.answer(tab.join(invite(5).token()));
    String right = "kith-volunteer-1|" + Tab.CHALLENGE + "|" + tab.workerId();
    assertThat(access.answer(tab.connect())).isInstanceOf(AccessReply.Connected.class);
    fails(ErrorCode.UNAUTHORIZED, () -> access.answer(thief.connect()));
    fails(ErrorCode.UNAUTHORIZED, () -> access.answer(thief.connect(tab.workerId(), right)));
    fails(ErrorCode.UNAUTHORIZED, () -> access.answer(tab.connect(tab.workerId(), right.replace("AAAA", "AAAB"))));
    fails(ErrorCode.INVALID, () -> access.answer(new AccessRequest.Join(invite(1).token(), "A".repeat(122), HOME)));
  }

  @Test
  void revokingAKeyEndsItsSessions() {
    KeyMade made = (KeyMade) access.answer(new AccessRequest.MakeKey("page", Set.of(Scope.JOBS), Optional.empty()));
    SessionOpened session = (SessionOpened) access.answer(new AccessRequest.OpenSession(made.mnemonic(), HOME));
    AccessRequest resume = new AccessRequest.ResumeSession(session.cookie(), HOME);
    assertThat(access.answer(resume)).isEqualTo(session.granted());
    assertThat(session.idle()).isEqualTo(Duration.ofMinutes(15));
    access.answer(new AccessRequest.RevokeKey(made.key().id()));
    fails(ErrorCode.UNAUTHORIZED, () -> access.answer(resume));
    fails(ErrorCode.UNAUTHORIZED, () -> login(made.secret()));
  }

  @Test
  void aSessionEndsWithItsKeyAndWhenClosed() {
    KeyMade made = (KeyMade) access
        .answer(new AccessRequest.MakeKey("", Set.of(Scope.JOBS), Optional.of(Duration.ofMinutes(10))));
    SessionOpened first = (SessionOpened) access.answer(new AccessRequest.OpenSession(made.secret(), HOME));
    SessionOpened second = (SessionOpened) access.answer(new AccessRequest.OpenSession(made.secret(), HOME));
    access.answer(new AccessRequest.CloseSession(first.cookie()));
    fails(ErrorCode.UNAUTHORIZED, () -> access.answer(new AccessRequest.ResumeSession(first.cookie(), HOME)));
    access.answer(new AccessRequest.ResumeSession(second.cookie(), HOME));
    clock.advance(Duration.ofMinutes(10));
    fails(ErrorCode.UNAUTHORIZED, () -> access.answer(new AccessRequest.ResumeSession(second.cookie(), HOME)));
  }

  @Test
  void labelsCannotPaintTheTerminal() {
    for (String label : List.of("a\nb", "\u001b[2J", "a\u202eb")) {
      fails(ErrorCode.INVALID, () -> access.answer(new AccessRequest.MakeKey(label, Set.of(Scope.JOBS), Optional.empty())));
      fails(ErrorCode.INVALID,
          () -> access.answer(new AccessRequest.MakeInvite("k1", label, Optional.empty(), Optional.empty())));
    }
    access.answer(new AccessRequest.MakeKey("Büro 3 \uD83C\uDF31", Set.of(Scope.JOBS), Optional.empty()));
  }

  @Test
  void noSecretIsInAnyTextNorAtRest() {
    InviteMade made = invite(5);
    Tab tab = new Tab();
    AccessReply joined = access.answer(tab.join(made.token()));
    SessionOpened session = (SessionOpened) access.answer(new AccessRequest.OpenSession(owner().secret(), HOME));
    AccessState state = access.snapshot();
    access.save(state);
    String texts = String.join("\n", owner().toString(), made.toString(), joined.toString(), session.toString(), state.toString(),
        state.keys().toString(), state.invites().toString(), state.volunteers().toString(),
        new Pepper(state.pepper()).toString(), InviteSecrets.random(AccessConfig.DEFAULT, random).toString(),
        new Authenticate(owner().secret(), HOME).toString(), tab.join(made.token()).toString());
    for (String secret : List.of(owner().secret(), owner().secret().substring(14, 57), owner().mnemonic(), made.token(),
        made.shortCode(), made.phrase(), session.cookie())) {
      assertThat(texts).doesNotContain(secret);
      assertThat(store.text()).doesNotContain(secret);
    }
    assertThat(texts).doesNotContain("v1.");
  }

  @Test
  void aStateOfAnotherFormIsRefusedNamingWhereItIs(@TempDir Path directory) {
    SealedFile file = new SealedFile(directory, Sealer.of(new byte[32]));
    file.save("{\"version\":2}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(fails(ErrorCode.INTERNAL, () -> Access.open(AccessConfig.DEFAULT, file)))
        .hasMessageContaining(directory.resolve("access.sealed").toString());
  }

  @Test
  void theFullBookFitsItsFile(@TempDir Path directory) {
    Tab tab = new Tab();
    VolunteerKey key = tab.key();
    List<VolunteerRecord> tabs = IntStream.range(0, Volunteers.MAX).mapToObj(i -> new VolunteerRecord("v-" + i, key.text(),
        "f".repeat(32), "l".repeat(64), clock.instant(), clock.instant(), false)).toList();
    AccessState state = access.snapshot();
    SealedFile file = new SealedFile(directory, Sealer.of(new byte[32]));
    file.save(dev.kith.codec.MessageCodec
        .encode(new AccessState(AccessState.VERSION, state.pepper(), state.keys(), state.invites(), tabs)));
    Access full = Access.open(AccessConfig.DEFAULT, file);
    assertThat(full.snapshot().volunteers()).isEqualTo(tabs);
  }
}
