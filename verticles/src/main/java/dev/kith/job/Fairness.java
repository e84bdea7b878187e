package dev.kith.job;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/// Who is next: the owner who got the least computing time, then that owner's job that got the least. Time is charged when a
/// block is given out and put right when it comes back. Who comes new, or comes back, starts level with the least served, so
/// that neither a long wait nor a new name gives more than a fair share. Confined.
final class Fairness {
  private final Map<String, Account> accounts = new HashMap<>();

  private static final class Account {
    private final VirtualTime time = new VirtualTime();
    private int jobs;
  }

  void enter(LiveJob job, Collection<LiveJob> others) {
    Account account = accounts.computeIfAbsent(job.owner(), _ -> new Account());
    account.jobs++;
    level(account, job, others);
    level(job, others);
  }

  /// A paused job takes part again.
  void resume(LiveJob job, Collection<LiveJob> others) {
    level(accounts.get(job.owner()), job, others);
    level(job, others);
  }

  void leave(LiveJob job) { if (--accounts.get(job.owner()).jobs == 0)
    accounts.remove(job.owner()); }

  private void level(Account account, LiveJob job, Collection<LiveJob> others) {
    boolean busy = others.stream().anyMatch(other -> other != job && other.active() && other.owner().equals(job.owner()));
    if (busy)
      return;
    others.stream().filter(other -> other.active() && !other.owner().equals(job.owner()))
        .mapToDouble(other -> accounts.get(other.owner()).time.settled()).min().ifPresent(account.time::atLeast);
  }

  private static void level(LiveJob job, Collection<LiveJob> others) {
    others.stream().filter(other -> other != job && other.active() && other.owner().equals(job.owner()))
        .mapToDouble(other -> other.time().settled()).min().ifPresent(job.time()::atLeast);
  }

  void charge(LiveJob job, double micros) {
    job.time().charge(micros);
    accounts.get(job.owner()).time.charge(micros);
  }

  /// What was charged for a lease that is over becomes what it took.
  void settle(Lease lease, long micros) {
    lease.job.time().settle(lease.chargedMicros, micros);
    accounts.get(lease.job.owner()).time.settle(lease.chargedMicros, micros);
  }

  /// @return null if there is none
  LiveJob next(Collection<LiveJob> jobs, Predicate<LiveJob> eligible) {
    LiveJob best = null;
    for (LiveJob job : jobs) {
      if (job.wants() && (best == null || before(job, best)) && eligible.test(job))
        best = job;
    }
    return best;
  }

  private boolean before(LiveJob a, LiveJob b) {
    int byOwner = accounts.get(a.owner()).time.compareTo(accounts.get(b.owner()).time);
    int byTime = byOwner != 0 ? byOwner : a.time().compareTo(b.time());
    if (byTime != 0)
      return byTime < 0;
    return a.held() != b.held() ? a.held() < b.held() : a.order() < b.order();
  }
}
