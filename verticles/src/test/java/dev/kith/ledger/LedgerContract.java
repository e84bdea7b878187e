package dev.kith.ledger;

import static dev.kith.ledger.Jobs.accept;
import static dev.kith.ledger.Jobs.advance;
import static dev.kith.ledger.Jobs.ended;
import static dev.kith.ledger.Jobs.id;
import static dev.kith.ledger.Jobs.job;
import static dev.kith.ledger.Jobs.running;
import static dev.kith.ledger.Jobs.resultOf;
import static dev.kith.ledger.Jobs.resultsOf;
import static dev.kith.ledger.Jobs.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.job.JobRecord;
import dev.kith.job.Ledger;
import dev.kith.job.LedgerEntry;
import dev.kith.job.Start;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.Life;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Ledger] does.
abstract class LedgerContract {
  private static final Optional<String> ANYBODY = Optional.empty();
  private static final Optional<JobId> FROM_THE_START = Optional.empty();

  Ledger ledger;
  private long epoch;

  /// The same one again after it was closed.
  abstract Ledger open();

  @BeforeEach
  void begin() {
    ledger = open();
    epoch = Jobs.begin(ledger);
  }

  @AfterEach
  void end() { ledger.close(); }

  @Test
  void whatWasCommittedIsThereAfterAReopening() {
    JobRecord first = job(1, "owner", Optional.of("key"));
    ledger.commit(List.of(new LedgerEntry.Accept(first), accept(2), advance(2, epoch, running(4), resultsOf(0, 4))));
    reopen();
    assertThat(ledger.find(id(1))).contains(first);
    assertThat(ledger.find(id(2))).contains(new JobRecord(job(2, "owner").terms(), running(4)));
    assertThat(ledger.values(id(2), 0, 1000)).containsExactly(resultOf(0), resultOf(1), resultOf(2), resultOf(3));
    assertThat(ledger.find(id(3))).isEmpty();
    ledger.commit(List.of(advance(1, epoch, ended(5))));
    assertThat(ledger.find(id(1)).orElseThrow().progress()).isEqualTo(ended(5));
  }

  @Test
  void recoveryRaisesTheEpochAndGivesWhatLives() {
    ledger.commit(List.of(accept(3), accept(1), accept(2), advance(1, epoch, ended(5)), advance(2, epoch, running(1))));
    reopen();
    assertThat(ledger.last()).isEqualTo(start(epoch));
    Ledger.Recovered recovered = ledger.recover(start(epoch + 1));
    assertThat(recovered.start()).isEqualTo(start(epoch + 1));
    assertThat(recovered.live()).containsExactly(job(3, "owner"), new JobRecord(job(2, "owner").terms(), running(1)));
    reopen();
    assertThat(ledger.last()).isEqualTo(start(epoch + 1));
  }

  @Test
  void anEpochNeverComesAgain() {
    for (Start again : List.of(start(epoch), new Start(epoch, new Life(1, 1)), start(epoch - 1))) {
      assertThatThrownBy(() -> ledger.recover(again)).isInstanceOf(KithException.class).hasMessageContaining("already");
    }
    ledger.recover(start(epoch + 7));
    assertThat(ledger.last()).isEqualTo(start(epoch + 7));
  }

  @Test
  void batchOfAnotherLifeIsRefusedWhole() {
    ledger.commit(List.of(accept(1)));
    refused(accept(2), new LedgerEntry.Advance(id(1), new Start(epoch, new Life(1, 1)), running(1), List.of()));
    assertThat(ledger.find(id(1)).orElseThrow().progress()).isEqualTo(JobRecord.Progress.none());
  }

  @Test
  void batchOfAnotherEpochIsRefusedWhole() {
    ledger.commit(List.of(accept(1)));
    for (long other : new long[]{epoch - 1, epoch + 1})
      refused(accept(2), advance(1, other, running(1), resultsOf(0, 1)));
    Jobs.begin(ledger);
    refused(accept(2), advance(1, epoch, running(1)));
    assertThat(ledger.find(id(1)).orElseThrow().progress()).isEqualTo(JobRecord.Progress.none());
    assertThat(ledger.values(id(1), 0, 1000)).isEmpty();
  }

  @Test
  void batchWithAnUnknownJobIsRefusedWhole() { refused(accept(2), advance(1, epoch, running(1))); }

  @Test
  void batchWithAKnownIdOrIdempotencyKeyIsRefusedWhole() {
    ledger.commit(List.of(new LedgerEntry.Accept(job(1, "owner", Optional.of("key")))));
    refused(accept(2), accept(1));
    refused(accept(2), new LedgerEntry.Accept(job(3, "owner", Optional.of("key"))));
    ledger.commit(List.of(new LedgerEntry.Accept(job(3, "other", Optional.of("key")))));
    assertThat(ledger.byIdempotencyKey("owner", "key").map(found -> found.terms().id())).contains(id(1));
    assertThat(ledger.byIdempotencyKey("other", "key").map(found -> found.terms().id())).contains(id(3));
    assertThat(ledger.byIdempotencyKey("owner", "kez")).isEmpty();
    assertThat(ledger.byIdempotencyKey("ownerk", "ey")).isEmpty();
  }

  @Test
  void removedJobIsGoneWithAllThatBelongsToIt() {
    ledger.commit(
        List.of(new LedgerEntry.Accept(job(1, "owner", Optional.of("key"))), advance(1, epoch, running(1), resultsOf(0, 2))));
    ledger.commit(List.of(new LedgerEntry.Remove(id(1)), new LedgerEntry.Remove(id(9))));
    assertThat(ledger.find(id(1))).isEmpty();
    assertThat(ledger.values(id(1), 0, 1000)).isEmpty();
    ledger.commit(List.of(new LedgerEntry.Accept(job(2, "owner", Optional.of("key"))), accept(1)));
    assertThat(ledger.values(id(1), 0, 1000)).isEmpty();
  }

  @Test
  void newestComeFirstInPages() {
    for (int i = 1; i <= 6; i++)
      ledger.commit(List.of(new LedgerEntry.Accept(job(i, i % 2 == 0 ? "even" : "odd"))));
    assertThat(ids(ledger.newest(ANYBODY, FROM_THE_START, 4))).containsExactly(id(6), id(5), id(4), id(3));
    assertThat(ids(ledger.newest(ANYBODY, Optional.of(id(3)), 4))).containsExactly(id(2), id(1));
    assertThat(ids(ledger.newest(Optional.of("even"), FROM_THE_START, 2))).containsExactly(id(6), id(4));
    assertThat(ids(ledger.newest(Optional.of("even"), Optional.of(id(5)), 9))).containsExactly(id(4), id(2));
    assertThat(ledger.newest(Optional.of("nobody"), FROM_THE_START, 9)).isEmpty();
    assertThat(ledger.newest(ANYBODY, Optional.of(id(99)), 9)).isEmpty();
  }

  @Test
  void aPageMayGoOnFromAMoment() {
    for (int i = 1; i <= 4; i++)
      ledger.commit(List.of(new LedgerEntry.Accept(job(i, i % 2 == 0 ? "even" : "odd"))));
    List<JobRecord> all = ledger.newest(ANYBODY, FROM_THE_START, 9);
    Instant third = all.get(1).terms().createdAt();
    List<JobRecord> older = all.stream().filter(job -> job.terms().createdAt().isBefore(third)).toList();
    assertThat(ledger.newestMadeBefore(ANYBODY, third, 9)).isEqualTo(older);
    assertThat(ids(ledger.newestMadeBefore(ANYBODY, third.plusSeconds(3_600), 2))).containsExactly(id(4), id(3));
    assertThat(ids(ledger.newestMadeBefore(Optional.of("odd"), third.plusSeconds(3_600), 9))).containsExactly(id(3), id(1));
  }

  @Test
  void valuesAreReadInShardOrderUpToTheFirstGap() {
    ledger.commit(List.of(accept(1), advance(1, epoch, running(3), resultsOf(6, 3))));
    assertThat(ledger.values(id(1), 0, 1000)).isEmpty();
    ledger.commit(List.of(advance(1, epoch, running(5), resultsOf(0, 2), resultsOf(2, 1))));
    assertThat(ledger.values(id(1), 0, 1000)).isEqualTo(shards(0, 3));
    assertThat(ledger.values(id(1), 7, 1000)).isEqualTo(shards(7, 9));
    assertThat(ledger.values(id(1), 3, 1000)).isEmpty();
    ledger.commit(List.of(advance(1, epoch, running(5), resultsOf(3, 3))));
    assertThat(ledger.values(id(1), 1, 1000)).isEqualTo(shards(1, 9));
    assertThat(ledger.values(id(1), 9, 1000)).isEmpty();
    assertThat(ledger.values(id(2), 0, 1000)).isEmpty();
  }

  @Test
  void valuesStopBeforeTheLimitButGiveOne() {
    ledger.commit(List.of(accept(1), advance(1, epoch, running(4), resultsOf(0, 2), resultsOf(2, 2))));
    int one = resultOf(0).bytes();
    assertThat(ledger.values(id(1), 0, 3L * one)).isEqualTo(shards(0, 3));
    assertThat(ledger.values(id(1), 0, 3L * one - 1)).isEqualTo(shards(0, 2));
    assertThat(ledger.values(id(1), 1, 1)).isEqualTo(shards(1, 2));
  }

  @Test
  void expiredAreTheOldOnesAndThoseBeyondTheNewest() {
    for (int i = 1; i <= 5; i++)
      ledger.commit(List.of(accept(i), advance(i, epoch, i == 3 ? running(1) : ended(1000 - i))));
    assertThat(ledger.expired(0, 9, 9)).isEmpty();
    assertThat(ledger.expired(997, 9, 9)).containsExactly(id(5), id(4));
    assertThat(ledger.expired(0, 1, 9)).containsExactly(id(5), id(4), id(2));
    assertThat(ledger.expired(0, 0, 2)).containsExactly(id(5), id(4));
    assertThat(ledger.expired(Long.MAX_VALUE, 9, 9)).containsExactly(id(5), id(4), id(2), id(1));
  }

  @Test
  void nothingIsCommittedOfNothing() {
    ledger.commit(List.of());
    assertThat(ledger.newest(ANYBODY, FROM_THE_START, 9)).isEmpty();
  }

  /// As a whole: nothing of it is there, and the next commit works.
  private void refused(LedgerEntry... entries) {
    List<JobRecord> before = ledger.newest(ANYBODY, FROM_THE_START, 100);
    assertThatThrownBy(() -> ledger.commit(List.of(entries))).isInstanceOf(KithException.class)
        .extracting(e -> ((KithException) e).code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(ledger.newest(ANYBODY, FROM_THE_START, 100)).isEqualTo(before);
    ledger.commit(List.of(accept(77), new LedgerEntry.Remove(id(77))));
  }

  private void reopen() {
    ledger.close();
    ledger = open();
  }

  private static List<JobId> ids(List<JobRecord> jobs) { return jobs.stream().map(job -> job.terms().id()).toList(); }

  private static List<Json> shards(long from, long end) { return LongStream.range(from, end).mapToObj(Jobs::resultOf).toList(); }
}
