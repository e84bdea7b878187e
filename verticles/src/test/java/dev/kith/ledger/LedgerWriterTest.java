package dev.kith.ledger;

import static dev.kith.ledger.Jobs.accept;
import static dev.kith.ledger.Jobs.advance;
import static dev.kith.ledger.Jobs.id;
import static dev.kith.ledger.Jobs.resultsOf;
import static dev.kith.ledger.Jobs.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.job.JobRecord;
import dev.kith.job.Ledger;
import dev.kith.job.LedgerEntry;
import dev.kith.job.Start;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerWriterTest {
  private final Gated ledger = new Gated();
  private LedgerWriter writer;

  @BeforeEach
  void begin() {
    Jobs.begin(ledger);
    writer = LedgerWriter.start(ledger, new LedgerWriter.Bounds(10, 1 << 20, 6, Duration.ofMillis(500)));
  }

  @AfterEach
  void end() {
    ledger.gate.release(1000);
    writer.close();
  }

  @Test
  void loneAppendIsCommittedAtOnce() {
    ledger.gate.release();
    writer.append(List.of(accept(1))).orTimeout(5, TimeUnit.SECONDS).join();
    assertThat(ledger.find(id(1))).isPresent();
    assertThat(ledger.sizes).containsExactly(1);
  }

  @Test
  void whatWaitsIsCommittedTogetherInOrder() {
    hold();
    List<CompletableFuture<Void>> all = new ArrayList<>(List.of(writer.append(List.of(accept(1)))));
    for (int i = 0; i < 4; i++)
      all.add(writer.append(List.of(advance(1, 1, running(i), resultsOf(i, 1)))));
    assertThat(all).noneMatch(CompletableFuture::isDone);
    ledger.gate.release(2);
    all.forEach(done -> done.orTimeout(5, TimeUnit.SECONDS).join());
    assertThat(ledger.sizes).as("the held one, then accept and the four advances as one").containsExactly(1, 2);
    assertThat(ledger.find(id(1)).orElseThrow().progress()).isEqualTo(running(3));
    assertThat(ledger.values(id(1), 0, 10_000)).hasSize(4);
  }

  @Test
  void batchesAreBounded() {
    hold();
    CompletableFuture<Void> last = null;
    for (int i = 0; i < 10; i++)
      last = writer.append(List.of(accept(i)));
    ledger.gate.release(10);
    last.orTimeout(5, TimeUnit.SECONDS).join();
    assertThat(ledger.sizes).containsExactly(1, 6, 4);
  }

  @Test
  void moreThanMayWaitIsUnavailable() {
    hold();
    for (int i = 0; i < 10; i++)
      assertThat(writer.append(List.of(accept(i)))).isNotDone();
    assertThat(failure(writer.append(List.of(accept(10))))).hasMessageContaining("10 entries").hasMessageContaining("at most 10")
        .extracting(KithException::code).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void moreBytesThanMayWaitIsUnavailable() {
    hold();
    assertThat(writer.append(List.of(accept(1), advance(1, 1, running(1), resultsOf(0, 60_000))))).as("into an empty queue")
        .isNotDone();
    assertThat(failure(writer.append(List.of(accept(2)))).code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void oneBadAppendDoesNotFailOthers() {
    hold();
    CompletableFuture<Void> before = writer.append(List.of(accept(1)));
    CompletableFuture<Void> bad = writer.append(List.of(accept(2), advance(9, 1, running(1))));
    CompletableFuture<Void> after = writer.append(List.of(accept(3), advance(1, 1, running(1))));
    ledger.gate.release(100);
    before.orTimeout(5, TimeUnit.SECONDS).join();
    after.orTimeout(5, TimeUnit.SECONDS).join();
    assertThat(failure(bad).code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(ledger.find(id(2))).isEmpty();
    assertThat(ledger.find(id(3))).isPresent();
  }

  @Test
  void laterChangesOfTheSameJobFailWithIt() {
    hold();
    CompletableFuture<Void> job = writer.append(List.of(accept(1)));
    CompletableFuture<Void> bad = writer.append(List.of(advance(1, 99, running(1), resultsOf(0, 1))));
    List<CompletableFuture<Void>> later = new ArrayList<>();
    for (int i = 1; i < 8; i++)
      later.add(writer.append(List.of(advance(1, 1, running(1 + i), resultsOf(i, 1)))));
    ledger.gate.release(100);
    job.orTimeout(5, TimeUnit.SECONDS).join();
    failure(bad);
    later.forEach(one -> assertThat(failure(one)).hasMessageContaining("earlier change of the same job"));
    assertThat(ledger.values(id(1), 0, 1000)).isEmpty();
    assertThat(failure(writer.append(List.of(advance(1, 1, running(5)))))).as("until it is healed")
        .hasMessageContaining("earlier change of the same job");
    writer.heal(id(1));
    writer.append(List.of(advance(1, 1, running(5), resultsOf(0, 3)))).orTimeout(5, TimeUnit.SECONDS).join();
    assertThat(ledger.values(id(1), 0, 1000)).hasSize(3);
  }

  @Test
  void unforeseenErrorIsReportedAndTheThreadGoesOn() {
    ledger.gate.release(100);
    assertThat(failure(writer.append(List.of(new LedgerEntry.Remove(Gated.DEFECT)))).code()).isEqualTo(ErrorCode.INTERNAL);
    writer.append(List.of(accept(1))).orTimeout(5, TimeUnit.SECONDS).join();
  }

  @Test
  void closeCommitsWhatWaits() {
    hold();
    CompletableFuture<Void> waiting = writer.append(List.of(accept(1)));
    ledger.gate.release(100);
    writer.close();
    assertThat(waiting).isCompleted();
    assertThat(failure(writer.append(List.of(accept(2))))).hasMessageContaining("closed").extracting(KithException::code)
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void closeGivesUpAtItsDeadline() {
    hold();
    CompletableFuture<Void> waiting = writer.append(List.of(accept(1)));
    writer.close();
    assertThat(failure(waiting).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(ledger.find(id(1))).isEmpty();
  }

  /// Gives the writer something that it cannot finish yet.
  private void hold() {
    var _ = writer.append(List.of(accept(1000)));
    ledger.awaitWaiting();
  }

  private static KithException failure(CompletableFuture<Void> future) {
    try {
      future.orTimeout(5, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      return (KithException) e.getCause();
    }
    throw new AssertionError("did not fail");
  }

  /// A ledger whose commits wait for leave.
  private static final class Gated implements Ledger {
    static final JobId DEFECT = Jobs.id(666);
    private final MemoryLedger kept = new MemoryLedger(new MemoryLedger.Disk());
    private final Semaphore gate = new Semaphore(0);
    private final Semaphore arrived = new Semaphore(0);
    private final List<Integer> sizes = new CopyOnWriteArrayList<>();

    @Override
    public void commit(List<LedgerEntry> entries) {
      arrived.release();
      gate.acquireUninterruptibly();
      if (entries.contains(new LedgerEntry.Remove(DEFECT)))
        throw new AssertionError("defect");
      kept.commit(entries);
      sizes.add(entries.size());
    }

    void awaitWaiting() { arrived.acquireUninterruptibly(); }

    @Override
    public Start last() { return kept.last(); }

    @Override
    public Recovered recover(Start start) { return kept.recover(start); }

    @Override
    public Optional<JobRecord> find(JobId job) { return kept.find(job); }

    @Override
    public List<JobRecord> newestMadeBefore(Optional<String> owner, Instant moment, int limit) {
      return kept.newestMadeBefore(owner, moment, limit);
    }

    @Override
    public List<JobRecord> newest(Optional<String> owner, Optional<JobId> before, int limit) {
      return kept.newest(owner, before, limit);
    }

    @Override
    public Optional<JobRecord> byIdempotencyKey(String owner, String key) { return kept.byIdempotencyKey(owner, key); }

    @Override
    public List<Json> values(JobId job, long from, long maxBytes) { return kept.values(job, from, maxBytes); }

    @Override
    public List<JobId> expired(long endedBefore, int keep, int limit) { return kept.expired(endedBefore, keep, limit); }

    @Override
    public void close() { kept.close(); }
  }
}
