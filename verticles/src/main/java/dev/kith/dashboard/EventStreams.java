package dev.kith.dashboard;

import dev.kith.bus.Bus;
import dev.kith.dashboard.DashboardConfig.DoorLimits;
import dev.kith.message.Addresses;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobEvent;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// All live streams of this door: how many there may be, and who gets which event. Confined to the verticle's context.
final class EventStreams {
  /// What one looks like; whether it is good the gate has seen.
  private static final String TICKET = "[A-Za-z0-9_-]{43}";
  private final Vertx vertx;
  private final Bus bus;
  private final MeshJobs jobs;
  private final NodeId self;
  private final DoorLimits limits;
  private final Map<JobId, Set<EventStream>> byJob = new HashMap<>();
  private final Map<String, Integer> byOwner = new HashMap<>();
  /// Other nodes of whose jobs streams are open.
  private final Map<NodeId, Followed> followed = new HashMap<>();
  private final AtomicInteger open = new AtomicInteger();

  private static final class Followed {
    final Future<Bus.Registration> subscription;
    int streams;

    Followed(Future<Bus.Registration> subscription) { this.subscription = subscription; }
  }

  EventStreams(Vertx vertx, Bus bus, MeshJobs jobs, NodeId self, DoorLimits limits) {
    this.vertx = vertx;
    this.bus = bus;
    this.jobs = jobs;
    this.self = self;
    this.limits = limits;
  }

  /// Our own node's events are followed from the start, others' while somebody reads them.
  Future<?> listen() { return bus.subscribe(Addresses.jobEvents(self), this::dispatch); }

  Map<String, Action> actions() { return Map.of("streamJob", this::stream); }

  /// Thread-safe, for figures.
  int open() { return open.get(); }

  void closeAll() {
    List.copyOf(byJob.values()).stream().flatMap(streams -> List.copyOf(streams).stream()).forEach(EventStream::end);
  }

  private Future<Answer> stream(Call call) {
    long after = after(call);
    call.queryText("ticket").filter(ticket -> !ticket.matches(TICKET)).ifPresent(_ -> {
      throw KithException.refused(ErrorCode.INVALID, "ticket", "must be one of POST /api/session/ticket");
    });
    JobId job = call.job();
    return jobs.ask(job, new JobRequest.Get(call.caller(), job, Duration.ZERO), JobReply.One.class).map(one -> {
      admit(call.caller().owner());
      follow(one.node());
      EventStream stream = new EventStream(vertx, bus, one.node(), limits, call, job, after, this::forget);
      byJob.computeIfAbsent(job, _ -> new HashSet<>()).add(stream);
      stream.start();
      return new Answer.Streamed();
    });
  }

  /// Lost events do no harm, a stream notices them: so nobody waits for the subscription.
  private void follow(NodeId node) {
    if (!node.equals(self))
      followed.computeIfAbsent(node, _ -> new Followed(bus.subscribe(Addresses.jobEvents(node), this::dispatch))).streams++;
  }

  private void unfollow(NodeId node) {
    Followed owner = followed.get(node);
    if (owner == null || --owner.streams > 0)
      return;
    followed.remove(node);
    owner.subscription.onSuccess(Bus.Registration::close);
  }

  private static long after(Call call) {
    String header = call.request().getHeader("last-event-id");
    return header == null || header.isEmpty()
        ? call.query("after", 0, Long.MAX_VALUE, 0)
        : Call.whole("Last-Event-ID", header, 0, Long.MAX_VALUE);
  }

  private void admit(String owner) {
    if (open.get() >= limits.streams())
      throw new KithException(ErrorCode.UNAVAILABLE, "all " + limits.streams() + " streams are taken");
    if (byOwner.getOrDefault(owner, 0) >= limits.streamsPerKey())
      throw new KithException(ErrorCode.RATE_LIMITED, "a key may have " + limits.streamsPerKey() + " streams open at once");
    open.incrementAndGet();
    byOwner.merge(owner, 1, Integer::sum);
  }

  private void forget(EventStream stream) {
    open.decrementAndGet();
    unfollow(stream.node());
    byOwner.computeIfPresent(stream.owner(), (_, count) -> count == 1 ? null : count - 1);
    byJob.computeIfPresent(stream.job(), (_, streams) -> {
      streams.remove(stream);
      return streams.isEmpty() ? null : streams;
    });
  }

  private void dispatch(JobEvent event) {
    Set<EventStream> streams = byJob.get(event.job());
    if (streams != null)
      List.copyOf(streams).forEach(stream -> stream.offer(event));
  }
}
