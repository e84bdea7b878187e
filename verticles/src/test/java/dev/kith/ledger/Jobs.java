package dev.kith.ledger;

import dev.kith.job.JobRecord;
import dev.kith.job.Ledger;
import dev.kith.job.LedgerEntry;
import dev.kith.job.Start;
import dev.kith.message.JobSpec;
import dev.kith.message.JobView;
import dev.kith.message.Reducer;
import dev.kith.model.Blob;
import dev.kith.model.Digest;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.Life;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Jobs to keep.
final class Jobs {
  static final Instant START = Instant.ofEpochMilli(1_700_000_000_123L);

  private Jobs() {}

  static JobId id(int number) { return JobId.of(number, 7); }

  static JobRecord job(int number, String owner) { return job(number, owner, Optional.empty()); }

  static JobRecord job(int number, String owner, Optional<String> idempotencyKey) {
    Reducer reducer = number % 2 == 0 ? new Reducer.Collect() : new Reducer.Sum(List.of("a", "b"));
    JobSpec spec = new JobSpec(JobSpec.Op.RUN_JS, "return 'CANARY-CODE' + " + number,
        new Json("{ \"x\": [1.50, -0, \"CANARY-ARGS\"]}"),
        Duration.ofMillis(1500), Optional.of(new JobSpec.Sharding(1000, Optional.of(10L), reducer)), 3, JobSpec.Isolation.SHARD,
        "näme");
    JobView.Plan plan = new JobView.Plan(1000, 10, 100, reducer);
    JobRecord.Terms terms = new JobRecord.Terms(id(number), owner, idempotencyKey, new Digest("ab".repeat(32)), spec,
        number % 3 == 0 ? Optional.empty() : Optional.of(plan), "CANARY.MANIFEST", "a note", START.plusMillis(number));
    return new JobRecord(terms, JobRecord.Progress.none());
  }

  static JobRecord.Progress running(long completed) {
    return new JobRecord.Progress(JobView.Status.RUNNING, JobView.Control.PAUSED, new Blob(new byte[]{1, 2, -1}),
        new Blob(("CANARY-FOLD" + completed).getBytes(java.nio.charset.StandardCharsets.UTF_8)), completed, 1, 2, 3,
        List.of(new JobView.Share("w", "label", completed, 5, 6)), Optional.of(7L), Optional.empty(), Optional.empty(),
        Optional.of(START),
        Optional.empty());
  }

  static JobRecord.Progress ended(long endedMillis) {
    return new JobRecord.Progress(JobView.Status.DONE, JobView.Control.RUNNING, Blob.EMPTY, Blob.EMPTY, 100, 0, 0, 9, List.of(),
        Optional.empty(), Optional.of(new Json("{\"sum\" : \"CANARY-RESULT\"}")), Optional.empty(), Optional.of(START),
        Optional.of(Instant.ofEpochMilli(endedMillis)));
  }

  static Start start(long epoch) { return new Start(epoch, new Life(77, epoch)); }

  /// Begins the next start of a ledger.
  static long begin(Ledger ledger) { return ledger.recover(start(ledger.last().epoch() + 1)).start().epoch(); }

  static LedgerEntry accept(int number) { return new LedgerEntry.Accept(job(number, "owner")); }

  static LedgerEntry.Advance advance(int number, long epoch, JobRecord.Progress progress, LedgerEntry.Collected... values) {
    return new LedgerEntry.Advance(id(number), start(epoch), progress, List.of(values));
  }

  /// Values of `count` shards that say which shard they are of.
  static LedgerEntry.Collected resultsOf(long first, int count) {
    return new LedgerEntry.Collected(first, IntStream.range(0, count).mapToObj(i -> resultOf(first + i)).toList());
  }

  static Json resultOf(long shard) { return new Json("{\"CANARY-VALUE\":" + shard + "}"); }
}
