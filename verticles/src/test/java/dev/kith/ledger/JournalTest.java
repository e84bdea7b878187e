package dev.kith.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.kith.job.LedgerEntry;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Over thousands of runs on bad disks: a failure names its seed.
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of each is looked at by its effect
class JournalTest {
  private static final int SEEDS = 3_000;

  @Test
  void everyChangeEndsAndTheDiskHasWhatWasTold() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new JournalRun(seed, JournalRun.Bug.NONE).run();
      } catch (RuntimeException e) {
        fail("seed " + seed, e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = JournalRun.Bug.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aPlantedBugIsFound(JournalRun.Bug bug) {
    long seed = 0;
    while (seed < SEEDS && !finds(seed, bug))
      seed++;
    assertThat(seed).as("seeds until " + bug + " shows").isLessThan(SEEDS);
  }

  private static boolean finds(long seed, JournalRun.Bug bug) {
    try {
      new JournalRun(seed, bug).run();
      return false;
    } catch (IllegalStateException found) {
      return true;
    }
  }

  /// What has no end of its own: the disk takes others, but never this one.
  @Test
  void aJobThatTheLedgerRefusesForEverIsGivenUpAndHoldsNobodyUp() {
    ScriptedDisk disk = new ScriptedDisk();
    Journal journal = disk.journal();
    CompletableFuture<Void> bad = journal.write(List.of(Jobs.advance(1, 1, Jobs.running(1))));
    disk.refused.add(Jobs.id(1));
    for (int round = 0; round <= Journal.ALONE_MAX && !bad.isDone(); round++) {
      journal.write(List.of(Jobs.advance(2, 1, Jobs.running(round))));
      disk.answerAll();
      disk.ring();
    }
    disk.answerAll();
    assertThat(bad).isCompletedExceptionally();
    assertThat(disk.retracted).containsExactly(Jobs.id(1));
    assertThat(disk.holding).isFalse();
    assertThat(journal.idle()).isTrue();
  }

  @Test
  void whatIsOpenFailsWhenTheControllerStops() {
    ScriptedDisk disk = new ScriptedDisk();
    Journal journal = disk.journal();
    disk.refused.add(Jobs.id(1));
    CompletableFuture<Void> kept = journal.write(List.of(Jobs.advance(1, 1, Jobs.running(1))));
    disk.answerAll();
    CompletableFuture<Void> underWay = journal.write(List.of(Jobs.accept(2)));
    CompletableFuture<Void> settled = journal.settled(Jobs.id(1));
    journal.close();
    assertThat(List.of(kept, underWay, journal.write(List.of(Jobs.accept(3)))))
        .allSatisfy(one -> assertThat(one).isCompletedExceptionally());
    assertThat(settled).isCompleted();
    disk.answerAll();
  }

  @Test
  void nothingIsWrittenAtOnce() { assertThat(new ScriptedDisk().journal().write(List.of())).isCompleted(); }

  @Test
  void aJobIsSettledOnceItsOwnChangesAre() {
    ScriptedDisk disk = new ScriptedDisk();
    Journal journal = disk.journal();
    disk.refused.add(Jobs.id(1));
    journal.write(List.of(Jobs.advance(1, 1, Jobs.running(1))));
    CompletableFuture<Void> first = journal.settled(Jobs.id(1));
    CompletableFuture<Void> second = journal.settled(Jobs.id(2));
    assertThat(second).as("of another job").isCompleted();
    disk.answerAll();
    assertThat(first).as("it is kept").isNotDone();
    disk.refused.clear();
    disk.ring();
    disk.answerAll();
    assertThat(first).isCompleted();
  }

  /// Answers when it is told to, refusing some jobs.
  private static final class ScriptedDisk implements Journal.Appender, Journal.Board {
    final Set<JobId> refused = new HashSet<>();
    final List<JobId> retracted = new ArrayList<>();
    boolean holding;
    private final List<Runnable> answers = new ArrayList<>();
    private final List<Runnable> alarms = new ArrayList<>();

    Journal journal() { return new Journal(this, Runnable::run, (_, what) -> alarms.add(what), this); }

    void answerAll() {
      while (!answers.isEmpty())
        answers.removeFirst().run();
    }

    void ring() {
      List<Runnable> now = new ArrayList<>(alarms);
      alarms.clear();
      now.forEach(Runnable::run);
    }

    @Override
    public CompletableFuture<Void> append(List<LedgerEntry> entries) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      answers.add(() -> {
        if (Batch.jobs(entries).stream().anyMatch(refused::contains))
          done.completeExceptionally(new KithException(ErrorCode.INTERNAL, "no"));
        else
          done.complete(null);
      });
      return done;
    }

    @Override
    public void heal(JobId job) {}

    @Override
    public void hold(boolean wanted) { holding = wanted; }

    @Override
    public void retract(JobId job) { retracted.add(job); }
  }
}
