package dev.kith.access;

import static dev.kith.access.Failures.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.AccessReply.InviteMade;
import dev.kith.message.AccessReply.Joined;
import dev.kith.message.AccessRequest.MakeInvite;
import dev.kith.message.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InviteBookTest {
  private final FakeClock clock = new FakeClock();
  private final Random random = new Random(3);
  private final Pepper pepper = Pepper.random(random);
  private final InviteBook book = book(AccessConfig.DEFAULT);

  private InviteBook book(AccessConfig config) {
    return new InviteBook(config, List.of(), List.of(), pepper, clock, random, new Changes());
  }

  static AccessConfig config(int maxActive, boolean latest, int codeLength, int words) {
    AccessConfig base = AccessConfig.DEFAULT;
    return new AccessConfig(Optional.empty(), base.clientApiKeyScopes(), base.apiRateLimitMax(), base.apiRateLimitWindow(),
        base.failuresPerRemote(), base.failuresGlobal(), base.inviteTtl(), base.inviteMaxUses(), maxActive, latest, codeLength,
        words,
        base.sessionIdle(), base.sessionMax());
  }

  private static MakeInvite request(String issuer, int maxUses) {
    return new MakeInvite(issuer, "lab", Optional.empty(), Optional.of(maxUses));
  }

  private static Joined join(InviteBook book, String secret, Tab tab) {
    return book.join(book.find(secret).orElseThrow(), tab.key());
  }

  @Test
  void lookingAtAnInviteUsesNothingUp() {
    InviteMade made = book.make(request("k1", 1));
    for (int i = 0; i < 3; i++)
      book.demandGood(book.find(made.phrase()).orElseThrow());
    join(book, made.phrase(), new Tab());
    fails(ErrorCode.GONE, () -> book.demandGood(book.find(made.phrase()).orElseThrow()));
  }

  @Test
  void eachOfTheThreeSecretsJoins() {
    InviteMade made = book.make(request("k1", 3));
    assertThat(made.token()).matches("v1\\.[A-Za-z0-9_-]{64}");
    assertThat(made.shortCode()).matches("[0-9a-hjkmnp-tv-z]{10}");
    assertThat(made.phrase().split("-")).hasSize(8);
    for (String secret : List.of(made.token(), made.shortCode(), made.phrase())) {
      Tab tab = new Tab();
      Joined joined = join(book, secret, tab);
      assertThat(joined)
          .isEqualTo(new Joined(tab.workerId(), made.invite().id(), "lab", clock.instant().plus(Duration.ofHours(1))));
      assertThat(joined.workerId()).matches("v-[0-9a-f]{20}");
    }
    assertThat(book.list().getFirst().uses()).isEqualTo(3);
  }

  @Test
  void whatPeopleTypeIsReadKindly() {
    InviteMade made = book.make(request("k1", 3));
    String code = made.shortCode();
    String typed = (code.substring(0, 5) + "-" + code.substring(5)).toUpperCase(Locale.ROOT).replace('0', 'O').replace('1', 'I');
    assertThat(book.find(" " + typed + " ")).isPresent();
    assertThat(book.find(made.phrase().replace("-", "  ").toUpperCase(Locale.ROOT))).isPresent();
    assertThat(book.find(made.token().toUpperCase(Locale.ROOT))).isEmpty();
    assertThat(book.find("v1.eyJ0eXAiOiJ3b3JrZXJfaW52aXRlIn0.c2lnbmF0dXJl")).isEmpty();
    assertThat(book.find("")).isEmpty();
  }

  @Test
  void theSameKeyJoinsAgainAtNoCostEvenWhenTheInviteIsOver() {
    InviteMade made = book.make(request("k1", 1));
    Tab tab = new Tab();
    Joined first = join(book, made.token(), tab);
    assertThat(join(book, made.phrase(), tab)).isEqualTo(first);
    assertThat(book.list().getFirst().uses()).isEqualTo(1);
    assertThat(fails(ErrorCode.GONE, () -> join(book, made.token(), new Tab()))).hasMessageContaining("used up");
    clock.advance(Duration.ofHours(2));
    assertThat(join(book, made.token(), tab)).isEqualTo(first);
    assertThat(fails(ErrorCode.GONE, () -> join(book, made.token(), new Tab()))).hasMessageContaining("expired");
  }

  @Test
  void anExpiredInviteKeepsItsTabs() {
    InviteMade made = book.make(request("k1", 5));
    Tab tab = new Tab();
    join(book, made.token(), tab);
    clock.advance(Duration.ofDays(30));
    book.make(request("k1", 5));
    assertThat(book.list()).as("long ended invites are forgotten").hasSize(1);
    assertThat(book.connected(tab.workerId()).inviteId()).isEqualTo(made.invite().id());
  }

  @Test
  void aRevokedInviteTurnsItsTabsAwayUntilTheyJoinByAnother() {
    InviteMade made = book.make(request("k1", 5));
    InviteMade other = book.make(request("k1", 5));
    Tab tab = new Tab();
    Tab unconcerned = new Tab();
    join(book, made.token(), tab);
    join(book, other.token(), unconcerned);
    book.revoke(made.invite().id());
    book.revoke(made.invite().id());
    fails(ErrorCode.GONE, () -> join(book, made.token(), tab));
    fails(ErrorCode.GONE, () -> book.connected(tab.workerId()));
    assertThat(book.connected(unconcerned.workerId())).isNotNull();
    join(book, other.token(), tab);
    assertThat(book.connected(tab.workerId()).inviteId()).isEqualTo(other.invite().id());
    fails(ErrorCode.NOT_FOUND, () -> book.revoke("nosuch"));
    fails(ErrorCode.UNAUTHORIZED, () -> book.connected("v-00000000000000000000"));
  }

  @Test
  void latestOnlyEndsEarlierInvitesOfTheSameIssuerButNotTheirTabs() {
    InviteBook latest = book(config(100, true, 10, 8));
    InviteMade foreign = latest.make(request("k2", 5));
    InviteMade first = latest.make(request("k1", 5));
    Tab tab = new Tab();
    join(latest, first.token(), tab);
    InviteMade second = latest.make(request("k1", 5));
    fails(ErrorCode.GONE, () -> join(latest, first.token(), new Tab()));
    assertThat(latest.connected(tab.workerId())).isNotNull();
    assertThat(join(latest, first.token(), tab)).isNotNull();
    join(latest, second.token(), new Tab());
    join(latest, foreign.token(), new Tab());
  }

  @Test
  void aShortCodeBelowTenCharactersEndsAfterFifteenMinutes() {
    InviteBook weak = book(config(100, false, 7, 5));
    InviteMade made = weak.make(request("k1", 5));
    assertThat(made.shortCode()).hasSize(7);
    assertThat(made.phrase().split("-")).hasSize(5);
    assertThat(made.shortCodeExpiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));
    clock.advance(Duration.ofMinutes(15).minusMillis(1));
    join(weak, made.shortCode(), new Tab());
    clock.advance(Duration.ofMillis(1));
    fails(ErrorCode.GONE, () -> join(weak, made.shortCode(), new Tab()));
    fails(ErrorCode.GONE, () -> weak.demandGood(weak.find(made.shortCode()).orElseThrow()));
    weak.demandGood(weak.find(made.phrase()).orElseThrow());
    join(weak, made.phrase(), new Tab());
    join(weak, made.token(), new Tab());
  }

  @Test
  void onlySoManyInvitesAreActive() {
    InviteBook small = book(config(3, false, 10, 8));
    InviteMade used = small.make(request("k1", 1));
    small.make(request("k1", 1));
    small.make(request("k1", 1));
    assertThat(fails(ErrorCode.UNAVAILABLE, () -> small.make(request("k1", 1)))).hasMessageContaining("SHORT_INVITE_MAX_ACTIVE");
    join(small, used.token(), new Tab());
    small.make(request("k1", 1));
  }

  @Test
  void endedInvitesAreBounded() {
    InviteBook small = book(config(1, false, 10, 8));
    for (int i = 0; i < InviteBook.MAX_ENDED + 10; i++)
      small.revoke(small.make(request("k1", 1)).invite().id());
    assertThat(small.list()).hasSize(InviteBook.MAX_ENDED + 1);
  }

  @Test
  void theTabThatWasAwayLongestIsForgottenFirst() {
    Volunteers tabs = new Volunteers(List.of());
    for (int i = 0; i < Volunteers.MAX; i++)
      tabs.put(new VolunteerRecord("v-" + i, "", "", "", Instant.EPOCH, Instant.EPOCH, false));
    tabs.seen(tabs.find("v-0").orElseThrow(), Instant.EPOCH);
    tabs.put(new VolunteerRecord("v-new", "", "", "", Instant.EPOCH, Instant.EPOCH, false));
    assertThat(tabs.find("v-0")).isPresent();
    assertThat(tabs.find("v-1")).isEmpty();
    assertThat(tabs.records()).hasSize(Volunteers.MAX);
  }

  @Test
  void codesUseEveryCharacterEvenly() {
    int[] seen = new int[128];
    int codes = 20_000;
    for (int i = 0; i < codes; i++)
      Crockford.random(10, random).chars().forEach(character -> seen[character]++);
    double expected = codes * 10 / 32.0;
    Set<Integer> odd = new HashSet<>();
    for (char character : Crockford.ALPHABET.toCharArray()) {
      if (Math.abs(seen[character] - expected) > 6 * Math.sqrt(expected))
        odd.add((int) character);
    }
    assertThat(odd).isEmpty();
  }
}
