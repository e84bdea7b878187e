package dev.kith.job;

import dev.kith.message.Addresses;
import dev.kith.message.JobReply.WorkerView;
import dev.kith.message.WorkMessage;
import dev.kith.model.Capability;
import dev.kith.model.JobId;
import dev.kith.model.LeaseId;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A worker as the board knows it: what it offers, what it holds, how it did. Confined.
final class Worker {
  /// Leases remembered after their end, to tell a repeated report from a late one; twice what it can hold.
  private static final int REMEMBERED = 128;

  final WorkerId id;
  private final Instant joinedAt;
  private final Map<LeaseId, Lease> leases = new LinkedHashMap<>();
  private final LinkedHashMap<LeaseId, Ended> ended = new LinkedHashMap<>();
  private WorkerKind kind;
  private Capability capability;
  private String home;
  private NodeId node;
  private boolean doubtful;
  private int score;
  private int credit;
  private long silenceMillis;
  private long lastSeen;
  private Instant lastSeenAt;
  private boolean silent;
  private final Conduct conduct = new Conduct();
  private boolean resting;
  private long shardsDone;
  private long shardsFailed;
  private long leasesLapsed;
  private long computeMicros;

  /// @param reported whether its one report came, counted or late
  record Ended(JobId job, long shards, boolean reported) {}

  Worker(WorkMessage.Joined joined, Instant now) {
    id = joined.worker();
    joinedAt = now;
    joined(joined);
  }

  void joined(WorkMessage.Joined joined) {
    kind = joined.kind();
    capability = joined.capability();
    home = joined.home();
    node = Addresses.home(home).recipient();
    credit = joined.credit();
    silenceMillis = joined.silenceMillis();
  }

  void seen(long now, Instant wall) {
    lastSeen = now;
    lastSeenAt = wall;
    silent = false;
  }

  void fallSilent() { silent = true; }

  /// @param isDoubted whether its node may be dead: nothing new until that is known
  void standing(boolean isDoubted, int newScore) {
    doubtful = isDoubted;
    score = newScore;
  }

  void credit(int offered) { credit = offered; }

  void holds(Lease lease) { leases.put(lease.id, lease); }

  void releases(Lease lease, boolean reported) {
    leases.remove(lease.id);
    remember(lease.id, new Ended(lease.job.id(), lease.shards.count(), reported));
  }

  void remember(LeaseId lease, Ended how) {
    ended.put(lease, how);
    if (ended.size() > REMEMBERED)
      ended.pollFirstEntry();
  }

  void did(long shards, long micros) {
    shardsDone += shards;
    computeMicros += micros;
    conduct.didWell();
  }

  void failed() { shardsFailed++; }

  void lapsed() { leasesLapsed++; }

  Conduct conduct() { return conduct; }

  /// To be called as time passes, and whenever its conduct changed.
  ///
  /// @return whether it began or ceased to rest
  boolean rests(long now) {
    boolean before = resting;
    resting = conduct.resting(now);
    return before != resting;
  }

  /// Leases that it may be given now.
  int free() { return silent || doubtful || resting ? 0 : Math.max(0, credit - leases.size()); }

  /// What counts as slots of the mesh.
  int slots() { return silent ? 0 : promised(); }

  /// The same, also if it is silent for a moment. A tab asks for one block more than it has slots, to hide the way to the node and back.
  int promised() { return resting ? 0 : isNode() ? credit : Math.min(credit, capability.cores()); }

  boolean isSilent() { return silent; }

  boolean isNode() { return kind == WorkerKind.NODE; }

  String home() { return home; }

  /// Where it lives, or whose door its tab came in by.
  NodeId node() { return node; }

  int score() { return score; }

  String label() { return capability.label().isEmpty() ? id.value() : capability.label(); }

  long lastSeen() { return lastSeen; }

  long silenceMillis() { return silenceMillis; }

  int held() { return leases.size(); }

  /// A copy, so that leases may end while it is walked.
  List<Lease> leases() { return new ArrayList<>(leases.values()); }

  /// How a lease of it ended, null if that is not known (any more).
  Ended ended(LeaseId lease) { return ended.get(lease); }

  WorkerView view(long now) {
    Optional<String> why = Optional.of(silent ? "no sign of life from it" : conduct.why(now))
        .filter(text -> !text.isEmpty() && slots() == 0);
    return new WorkerView(id, kind, capability, slots(), leases.size(), shardsDone, shardsFailed, leasesLapsed,
        computeMicros / 1000, joinedAt, lastSeenAt, why);
  }
}
