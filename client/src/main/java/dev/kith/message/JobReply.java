package dev.kith.message;

import dev.kith.model.Capability;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Controller -> door.
public sealed interface JobReply {
  /// @param replayed whether the job had been accepted before under the same idempotency key
  record Accepted(JobView job, boolean replayed) implements JobReply {}

  /// @param node that has the idempotency key of the submission, or is about to: it is to be asked instead
  record Elsewhere(NodeId node) implements JobReply {}

  /// @param job of the caller under the key
  record KeyFound(Optional<JobId> job) implements JobReply {
    public KeyFound {
      Objects.requireNonNull(job);
    }
  }

  record One(JobView job) implements JobReply {}

  record Page(List<JobView> jobs, boolean more) implements JobReply {
    public Page {
      jobs = List.copyOf(jobs);
    }
  }

  record Stopped(List<JobId> jobs) implements JobReply {
    public Stopped {
      jobs = List.copyOf(jobs);
    }
  }

  /// @param nextSeq the number that the job's next event will have
  /// @param firstSeq the oldest kept event's number, 0 if none is kept
  /// @param droppedBeforeSeq events below this number are no longer kept
  record Events(JobView job, List<JobEvent> events, boolean more, long nextSeq, long firstSeq,
      long droppedBeforeSeq) implements JobReply {
    public Events {
      events = List.copyOf(events);
    }
  }

  /// @param values of the shards `from`, `from + 1`, ...; at most 512 KiB of them
  /// @param next where to read on; equal to `from` if that shard has no result yet
  /// @param complete whether the job has ended and `next` is past its last shard
  record Results(long from, List<Json> values, long next, boolean complete) implements JobReply {
    public Results {
      values = List.copyOf(values);
    }
  }

  record Workers(List<WorkerView> workers, ClusterView cluster) implements JobReply {
    public Workers {
      workers = List.copyOf(workers);
    }
  }

  /// @param credit slots that it offers now; 0 while it pauses
  /// @param busy leases that it holds
  /// @param idleBecause why it gets nothing now although it is there; absent if it would
  record WorkerView(WorkerId id, WorkerKind kind, Capability capability, int credit, int busy, long shardsDone, long shardsFailed,
      long leasesLapsed, long computeMillis, Instant joinedAt, Instant lastSeenAt, Optional<String> idleBecause) {}

  /// @param shardsPerSecond over the last few seconds
  /// @param ledgerWarning that the ledger is not the one which this node left, and what that means
  record ClusterView(int workers, int slots, int busySlots, long jobsQueued, long jobsRunning, long jobsEnded, long shardsDone,
      long lateResults, double shardsPerSecond, long epoch, Instant startedAt, Optional<String> ledgerWarning) {
    public ClusterView {
      Objects.requireNonNull(ledgerWarning);
    }
  }
}
