package dev.kith.dashboard;

import dev.kith.bus.Bus;
import dev.kith.codec.MessageCodec;
import dev.kith.dashboard.DashboardConfig.DoorLimits;
import dev.kith.message.Addresses;
import dev.kith.message.JobEvent;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.JobView;
import dev.kith.model.JobId;
import dev.kith.model.NodeId;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// One reader of one job's events. Holds no events: an event either follows the last one sent and goes out at once, or the
/// stream reads the gap from the controller. So a slow reader costs nothing but its place, and only for a while.
///
/// States: live (waits for events), reading (a gap is being fetched), stalled (the reader takes nothing), closing (the final
/// event is on its way out), ended.
final class EventStream {
  private static final int PAGE = 256;

  private final Vertx vertx;
  private final Bus bus;
  private final NodeId node;
  private final DoorLimits limits;
  private final Call call;
  private final JobId job;
  private final HttpServerResponse response;
  private final Consumer<EventStream> forget;
  private long sent;
  private long known;
  private boolean reading;
  private boolean asking;
  private boolean closing;
  private boolean ended;
  private long stalledTimer = -1;
  private long heartbeat = -1;
  private long ticker = -1;
  private List<Object> shown = List.of();

  /// @param node whose job it is
  EventStream(Vertx vertx, Bus bus, NodeId node, DoorLimits limits, Call call, JobId job, long after,
      Consumer<EventStream> forget) {
    this.vertx = vertx;
    this.bus = bus;
    this.node = node;
    this.limits = limits;
    this.call = call;
    this.job = job;
    this.response = call.context().response();
    this.sent = after;
    this.known = after;
    this.forget = forget;
  }

  JobId job() { return job; }

  NodeId node() { return node; }

  String owner() { return call.caller().owner(); }

  void start() {
    response.setChunked(true).putHeader("content-type", "text/event-stream").putHeader("cache-control", "no-store")
        .putHeader("x-accel-buffering", "no");
    response.closeHandler(_ -> end()).exceptionHandler(_ -> end());
    response.drainHandler(_ -> resumeAfterStall());
    heartbeat = vertx.setPeriodic(limits.heartbeat().toMillis(), _ -> beat());
    ticker = vertx.setPeriodic(limits.progress().toMillis(), _ -> progress());
    write(": stream of job " + job + "\n\n");
    read();
  }

  /// A live event; may come late, twice, or after one that was lost.
  void offer(JobEvent event) {
    if (ended || closing || event.seq() <= sent)
      return;
    known = Math.max(known, event.seq());
    if (reading || stalled())
      return;
    if (event.seq() == sent + 1)
      send(event);
    else
      read();
  }

  void end() {
    if (ended)
      return;
    ended = true;
    vertx.cancelTimer(heartbeat);
    vertx.cancelTimer(ticker);
    vertx.cancelTimer(stalledTimer);
    forget.accept(this);
    if (!response.ended() && !response.closed())
      response.end();
  }

  private void read() {
    if (ended || closing || reading || stalled())
      return;
    reading = true;
    bus.request(Addresses.jobs(node), new JobRequest.ReadEvents(call.caller(), job, sent, PAGE)).map(JobReply.Events.class::cast)
        .onComplete(this::caughtUp, _ -> end());
  }

  private void caughtUp(JobReply.Events page) {
    reading = false;
    if (ended || closing)
      return;
    if (page.droppedBeforeSeq() > sent + 1 && !page.events().isEmpty())
      frame("", "dropped", Map.of("droppedBeforeSeq", page.droppedBeforeSeq()));
    for (JobEvent event : page.events()) {
      if (!ended && !closing && !stalled() && event.seq() > sent)
        send(event);
    }
    boolean behind = page.more() || known > sent;
    if (behind && !page.events().isEmpty())
      read();
    else if (!closing && page.events().isEmpty() && page.job().status().ended())
      finish(page.job());
  }

  private void send(JobEvent event) {
    if (event.type().ends()) {
      lastWords(event);
      return;
    }
    sent = event.seq();
    frame(Long.toString(event.seq()), EventAnswers.name(event.type()), EventAnswers.event(event));
  }

  /// The whole job goes before its final event, so that who has seen that event has all.
  private void lastWords(JobEvent event) {
    if (closing)
      return;
    closing = true;
    ask().onComplete(reply -> {
      frame("", "progress", JobAnswers.job(node, reply.job()));
      frame(Long.toString(event.seq()), EventAnswers.name(event.type()), EventAnswers.event(event));
      end();
    }, _ -> end());
  }

  /// Ended, and its final event is before the point from which the reader resumed.
  private void finish(JobView view) {
    frame("", "progress", JobAnswers.job(node, view));
    end();
  }

  private void progress() {
    if (ended || closing || asking || stalled())
      return;
    asking = true;
    ask().onComplete(reply -> {
      asking = false;
      show(reply.job());
    }, _ -> end());
  }

  /// Also notices what the live events should have told: that there are more, or that the job has ended.
  private void show(JobView view) {
    if (ended || closing)
      return;
    List<Object> now = List.of(view.progress(), view.status(), view.control());
    if (!now.equals(shown))
      frame("", "progress", JobAnswers.running(node, view));
    shown = now;
    if (known > sent || view.status().ended())
      read();
  }

  private io.vertx.core.Future<JobReply.One> ask() {
    return bus.request(Addresses.jobs(node), new JobRequest.Get(call.caller(), job, Duration.ZERO)).map(JobReply.One.class::cast);
  }

  private void beat() {
    if (!stalled())
      write(": still here\n\n");
    call.check().stillGood().onSuccess(good -> {
      if (!good)
        end();
    });
    read();
  }

  private void frame(String id, String event, Object data) {
    String json = oneLine(new String(MessageCodec.encode(data), StandardCharsets.UTF_8));
    write((id.isEmpty() ? "" : "id: " + id + "\n") + "event: " + event + "\ndata: " + json + "\n\n");
  }

  /// A line break in JSON text is white space between its parts.
  static String oneLine(String json) { return json.replace('\n', ' ').replace('\r', ' '); }

  private void write(String text) {
    if (ended || response.ended() || response.closed())
      return;
    response.write(text);
    if (response.writeQueueFull() && !stalled())
      stalledTimer = vertx.setTimer(limits.slowReader().toMillis(), _ -> cutOff());
  }

  private boolean stalled() { return stalledTimer != -1; }

  private void resumeAfterStall() {
    if (ended || !stalled())
      return;
    vertx.cancelTimer(stalledTimer);
    stalledTimer = -1;
    read();
  }

  /// What was written waits in the connection's buffers; only closing it frees them.
  private void cutOff() {
    response.reset();
    end();
  }
}
