package dev.kith.ledger;

import dev.kith.job.JobRecord;
import dev.kith.job.LedgerEntry;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What can be said of entries that are committed together.
final class Batch {
  /// What an entry weighs besides its texts and bytes.
  private static final long ENTRY_BYTES = 512;

  private Batch() {}

  /// The same entries with the advances of one job and start made one: the last progress, all values. Within a transaction nobody
  /// sees the difference.
  static List<LedgerEntry> coalesced(List<LedgerEntry> entries) {
    List<LedgerEntry> fewer = new ArrayList<>();
    Map<JobId, Integer> lastAdvance = new HashMap<>();
    for (LedgerEntry entry : entries) {
      Integer at = lastAdvance.get(job(entry));
      if (at != null && entry instanceof LedgerEntry.Advance later && fewer.get(at) instanceof LedgerEntry.Advance earlier
          && earlier.start().equals(later.start())) {
        fewer.set(at, merged(earlier, later));
        continue;
      }
      lastAdvance.remove(job(entry));
      if (entry instanceof LedgerEntry.Advance)
        lastAdvance.put(job(entry), fewer.size());
      fewer.add(entry);
    }
    return fewer;
  }

  static Set<JobId> jobs(List<LedgerEntry> entries) { return entries.stream().map(Batch::job).collect(Collectors.toSet()); }

  /// About the memory that they hold, bytes.
  static long weight(List<LedgerEntry> entries) { return entries.stream().mapToLong(Batch::weight).sum(); }

  private static LedgerEntry.Advance merged(LedgerEntry.Advance earlier, LedgerEntry.Advance later) {
    List<LedgerEntry.Collected> values = new ArrayList<>(earlier.values());
    values.addAll(later.values());
    return new LedgerEntry.Advance(later.job(), later.start(), later.progress(), values);
  }

  private static JobId job(LedgerEntry entry) {
    return switch (entry) {
      case LedgerEntry.Accept(JobRecord job) -> job.terms().id();
      case LedgerEntry.Advance advance -> advance.job();
      case LedgerEntry.Remove(JobId job) -> job;
    };
  }

  private static long weight(LedgerEntry entry) {
    return ENTRY_BYTES + switch (entry) {
      case LedgerEntry.Accept(JobRecord job) -> weight(job.terms()) + weight(job.progress());
      case LedgerEntry.Advance advance -> weight(advance.progress()) + advance.values().stream()
          .mapToLong(collected -> collected.values().stream().mapToLong(value -> value.text().length()).sum()).sum();
      case LedgerEntry.Remove _ -> 0;
    };
  }

  private static long weight(JobRecord.Terms terms) {
    return (long) terms.spec().code().length() + terms.spec().args().text().length() + terms.manifest().length();
  }

  private static long weight(JobRecord.Progress progress) {
    return (long) progress.done().bytes().length + progress.fold().bytes().length
        + progress.result().map(Json::text).map(String::length).orElse(0);
  }
}
