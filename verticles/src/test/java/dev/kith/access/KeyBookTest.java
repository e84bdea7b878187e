package dev.kith.access;

import static dev.kith.access.Failures.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.AccessReply.KeyMade;
import dev.kith.message.ErrorCode;
import dev.kith.message.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyBookTest {
  private static final String OPERATORS_KEY = "000102030405060708090a0b0c0d0e0f";
  private final FakeClock clock = new FakeClock();
  private final Random random = new Random(2);
  private final Pepper pepper = Pepper.random(random);
  private final Changes changes = new Changes();
  private final KeyBook book = reopened(List.of());

  private KeyBook reopened(List<KeyRecord> records) { return new KeyBook(records, pepper, clock, random, changes); }

  private KeyMade make(Scope... scopes) { return book.make("ci", Set.of(scopes), Optional.empty()); }

  @Test
  void aKeyIsFoundByTextAndByWordsWithItsScopes() {
    KeyMade made = make(Scope.JOBS, Scope.WATCH);
    make(Scope.JOBS);
    for (String form : List.of(made.secret(), made.mnemonic())) {
      assertThat(book.find(form)).hasValueSatisfying(granted -> {
        assertThat(granted.keyId()).isEqualTo(made.key().id());
        assertThat(granted.label()).isEqualTo("ci");
        assertThat(granted.scopes()).containsExactlyInAnyOrder(Scope.JOBS, Scope.WATCH);
      });
    }
    assertThat(made.mnemonic().split(" ")).hasSize(24);
  }

  @Test
  void theFirstStartMakesOneOwnerKeyWithEveryScope() {
    KeyMade first = book.makeOwnerIfNone().orElseThrow();
    assertThat(first.key().scopes()).containsExactlyInAnyOrder(Scope.values());
    assertThat(book.makeOwnerIfNone()).isEmpty();
    assertThat(reopened(book.records()).makeOwnerIfNone()).isEmpty();
  }

  @Test
  void anOwnersKeyOfOldMaySteerTheMeshToo() {
    Set<Scope> old = Set.of(Scope.JOBS, Scope.JOBS_ALL, Scope.INVITES, Scope.WATCH, Scope.KEYS);
    KeyMade owner = book.make("owner", old, Optional.empty());
    KeyMade other = book.make("laptop", old, Optional.empty());
    KeyMade narrow = book.make("owner", Set.of(Scope.KEYS), Optional.empty());
    KeyBook next = reopened(book.records());
    assertThat(next.makeOwnerIfNone()).isEmpty();
    assertThat(next.find(owner.secret()).orElseThrow().scopes()).containsExactlyInAnyOrder(Scope.values());
    assertThat(next.find(other.secret()).orElseThrow().scopes()).isEqualTo(old);
    assertThat(next.find(narrow.secret()).orElseThrow().scopes()).containsExactly(Scope.KEYS);
  }

  @Test
  void anOwnerKeyIsMadeAgainOnceTheLastOneExpired() {
    book.make("short-lived", Set.of(Scope.KEYS), Optional.of(Duration.ofHours(1)));
    assertThat(book.makeOwnerIfNone()).isEmpty();
    clock.advance(Duration.ofHours(1));
    assertThat(book.makeOwnerIfNone()).isPresent();
  }

  @Test
  void anExpiredOrRevokedKeyOpensNothing() {
    KeyMade expiring = book.make("", Set.of(Scope.JOBS), Optional.of(Duration.ofMinutes(5)));
    KeyMade revoked = make(Scope.JOBS);
    clock.advance(Duration.ofMinutes(5).minusMillis(1));
    assertThat(book.find(expiring.secret())).isPresent();
    clock.advance(Duration.ofMillis(1));
    book.revoke(revoked.key().id());
    book.revoke(revoked.key().id());
    assertThat(book.find(expiring.secret())).isEmpty();
    assertThat(book.find(revoked.secret())).isEmpty();
    assertThat(book.find(revoked.mnemonic())).isEmpty();
    assertThat(reopened(book.records()).find(revoked.secret())).isEmpty();
  }

  @Test
  void theLastKeyThatMakesKeysCannotBeRevoked() {
    KeyMade first = make(Scope.KEYS);
    fails(ErrorCode.CONFLICT, () -> book.revoke(first.key().id()));
    KeyMade second = make(Scope.KEYS);
    book.revoke(first.key().id());
    fails(ErrorCode.CONFLICT, () -> book.revoke(second.key().id()));
    fails(ErrorCode.NOT_FOUND, () -> book.revoke("nosuch"));
  }

  @Test
  void theOperatorsKeyWorksAsTextAndAsWordsAndIsNotKept() {
    book.admitOperator(OPERATORS_KEY, Set.of(Scope.JOBS));
    String words = Credential.words(java.util.HexFormat.of().parseHex(OPERATORS_KEY));
    assertThat(words.split(" ")).hasSize(12);
    assertThat(book.find(OPERATORS_KEY).orElseThrow().keyId()).isEqualTo("operator");
    assertThat(book.find("AAECAwQFBgcICQoLDA0ODw")).isPresent();
    assertThat(book.find(words)).isPresent();
    assertThat(book.records()).isEmpty();
    assertThat(fails(ErrorCode.CONFLICT, () -> book.revoke("operator"))).hasMessageContaining("CLIENT_API_KEY");
  }

  @Test
  void aKeyMadeHereAndGivenAsClientApiKeyStaysWhatItIs() {
    KeyMade made = make(Scope.WATCH);
    book.admitOperator(made.secret(), Set.of(Scope.values()));
    assertThat(book.find(made.secret()).orElseThrow().scopes()).containsExactly(Scope.WATCH);
    assertThat(book.list()).hasSize(1);
  }

  @Test
  void anUnusableClientApiKeyIsRefusedWithoutShowingIt() {
    assertThat(fails(ErrorCode.INVALID, () -> book.admitOperator("hunter2", Set.of(Scope.JOBS))))
        .hasMessageContaining("CLIENT_API_KEY")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void lastUsedIsWrittenOnceAMinuteAtMost() {
    KeyMade made = make(Scope.JOBS);
    book.find(made.secret());
    long before = changes.count();
    clock.advance(Duration.ofSeconds(59));
    book.find(made.secret());
    assertThat(changes.count()).isEqualTo(before);
    clock.advance(Duration.ofSeconds(1));
    book.find(made.secret());
    assertThat(changes.count()).isEqualTo(before + 1);
    assertThat(book.list().getFirst().lastUsedAt()).contains(clock.instant());
  }

  @Test
  void thereAreAThousandKeysAtMostAndDeadOnesMakeRoom() {
    KeyMade first = make(Scope.JOBS);
    for (int i = 1; i < KeyBook.MAX_KEYS; i++)
      make(Scope.JOBS);
    assertThat(fails(ErrorCode.UNAVAILABLE, () -> make(Scope.JOBS))).hasMessageContaining("1000");
    book.revoke(first.key().id());
    KeyMade last = make(Scope.JOBS);
    assertThat(book.list()).hasSize(KeyBook.MAX_KEYS).extracting(key -> key.id()).contains(last.key().id())
        .doesNotContain(first.key().id());
  }
}
