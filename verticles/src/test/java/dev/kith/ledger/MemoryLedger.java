package dev.kith.ledger;

import dev.kith.job.JobRecord;
import dev.kith.job.Ledger;
import dev.kith.job.LedgerEntry;
import dev.kith.job.Start;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The contract in its plainest form. Its disk outlives it.
final class MemoryLedger implements Ledger {
  static final class Disk {
    private Start start = Start.NEVER;
    private Map<JobId, Kept> jobs = new LinkedHashMap<>();
  }

  private record Kept(JobRecord job, NavigableMap<Long, Json> values) {}

  private final Disk disk;

  MemoryLedger(Disk disk) { this.disk = disk; }

  @Override
  public synchronized Start last() { return disk.start; }

  @Override
  public synchronized Recovered recover(Start start) {
    if (start.epoch() <= disk.start.epoch())
      throw new KithException(ErrorCode.INTERNAL, "it is at " + disk.start + " already");
    disk.start = start;
    return new Recovered(start, jobs(job -> !job.progress().status().ended()));
  }

  @Override
  public synchronized void commit(List<LedgerEntry> entries) {
    Map<JobId, Kept> next = new LinkedHashMap<>(disk.jobs);
    entries.forEach(entry -> apply(next, entry));
    disk.jobs = next;
  }

  @Override
  public synchronized Optional<JobRecord> find(JobId job) { return Optional.ofNullable(disk.jobs.get(job)).map(Kept::job); }

  @Override
  public synchronized List<JobRecord> newest(Optional<String> owner, Optional<JobId> before, int limit) {
    List<JobRecord> all = jobs(_ -> true);
    int end = before.map(id -> Math.max(0, all.indexOf(find(id).orElse(null)))).orElse(all.size());
    return all.subList(0, end).reversed().stream().filter(job -> owner.map(job.terms().owner()::equals).orElse(true)).limit(limit)
        .toList();
  }

  @Override
  public synchronized List<JobRecord> newestMadeBefore(Optional<String> owner, Instant moment, int limit) {
    return newest(owner, Optional.empty(), Integer.MAX_VALUE).stream()
        .filter(job -> job.terms().createdAt().toEpochMilli() < moment.toEpochMilli()).limit(limit).toList();
  }

  @Override
  public synchronized Optional<JobRecord> byIdempotencyKey(String owner, String key) {
    return jobs(job -> job.terms().owner().equals(owner) && job.terms().idempotencyKey().equals(Optional.of(key))).stream()
        .findFirst();
  }

  @Override
  public synchronized List<Json> values(JobId job, long from, long maxBytes) {
    List<Json> found = new ArrayList<>();
    if (!disk.jobs.containsKey(job))
      return found;
    Map<Long, Json> values = disk.jobs.get(job).values();
    long bytes = 0;
    for (long shard = from; values.containsKey(shard); shard++) {
      bytes += values.get(shard).bytes();
      if (bytes > maxBytes && !found.isEmpty())
        break;
      found.add(values.get(shard));
    }
    return found;
  }

  @Override
  public synchronized List<JobId> expired(long endedBefore, int keep, int limit) {
    List<JobRecord> ended = jobs(job -> job.progress().status().ended()).stream()
        .sorted(Comparator.comparingLong(MemoryLedger::endedAt))
        .toList();
    return ended.stream().filter(job -> endedAt(job) < endedBefore || ended.indexOf(job) < ended.size() - keep)
        .map(job -> job.terms().id()).limit(limit).toList();
  }

  @Override
  public void close() {}

  private void apply(Map<JobId, Kept> jobs, LedgerEntry entry) {
    switch (entry) {
      case LedgerEntry.Accept(JobRecord job) -> {
        boolean keyTaken = job.terms().idempotencyKey().isPresent()
            && jobs.values().stream().anyMatch(other -> other.job.terms().owner().equals(job.terms().owner())
                && other.job.terms().idempotencyKey().equals(job.terms().idempotencyKey()));
        require(!keyTaken && jobs.putIfAbsent(job.terms().id(), new Kept(job, new TreeMap<>())) == null);
      }
      case LedgerEntry.Advance(JobId id, Start start, JobRecord.Progress progress, List<LedgerEntry.Collected> values) -> {
        require(start.equals(disk.start) && jobs.containsKey(id));
        NavigableMap<Long, Json> all = new TreeMap<>(jobs.get(id).values);
        for (LedgerEntry.Collected collected : values) {
          for (int i = 0; i < collected.values().size(); i++)
            all.put(collected.first() + i, collected.values().get(i));
        }
        jobs.put(id, new Kept(new JobRecord(jobs.get(id).job.terms(), progress), all));
      }
      case LedgerEntry.Remove(JobId id) -> jobs.remove(id);
    }
  }

  private List<JobRecord> jobs(Predicate<JobRecord> wanted) {
    return disk.jobs.values().stream().map(Kept::job).filter(wanted).toList();
  }

  private static long endedAt(JobRecord job) { return job.progress().endedAt().orElseThrow().toEpochMilli(); }

  private static void require(boolean held) {
    if (!held)
      throw new KithException(ErrorCode.INTERNAL, "the batch breaks the contract");
  }
}
