package dev.kith.dashboard;

import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.JobView;
import dev.kith.message.Limits;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// Collected results: a page of JSON, or all as lines. Lines are read page by page as fast as the reader takes them, and
/// follow a job that still runs until it has ended.
final class ResultStreams {
  private static final String LINES = "application/x-ndjson";
  private static final Duration NEXT_LOOK = Duration.ofMillis(300);

  private final Vertx vertx;
  private final MeshJobs jobs;

  ResultStreams(Vertx vertx, MeshJobs jobs) {
    this.vertx = vertx;
    this.jobs = jobs;
  }

  Map<String, Action> actions() { return Map.of("readResults", this::results); }

  private Future<Answer> results(Call call) {
    JobId job = call.job();
    long from = call.query("from", 0, Limits.TOTAL_UNITS, 0);
    String accept = call.request().getHeader("accept");
    boolean lines = accept != null && accept.toLowerCase(Locale.ROOT).contains(LINES);
    return read(call, job, from).map(first -> {
      if (!lines)
        return Answer.ok(JobAnswers.results(job.value(), first));
      new Lines(call, job).start(first);
      return new Answer.Streamed();
    });
  }

  private Future<JobReply.Results> read(Call call, JobId job, long from) {
    return jobs.ask(job, new JobRequest.ReadResults(call.caller(), job, from), JobReply.Results.class).map(MeshJobs.Owned::reply);
  }

  /// One reader. Ends by closing the response; breaks it off if a page can't be read, so that half is not taken for all.
  private final class Lines {
    private final Call call;
    private final JobId job;
    private final HttpServerResponse response;
    private boolean jobEnded;

    Lines(Call call, JobId job) {
      this.call = call;
      this.job = job;
      this.response = call.context().response();
    }

    void start(JobReply.Results first) {
      response.setChunked(true).putHeader("content-type", LINES).putHeader("cache-control", "no-store");
      take(first);
    }

    private void take(JobReply.Results page) {
      if (response.closed() || response.ended())
        return;
      StringBuilder text = new StringBuilder();
      for (Json value : page.values())
        text.append(EventStream.oneLine(value.text())).append('\n');
      Sending.write(response, Buffer.buffer(text.toString())).onComplete(_ -> taken(page), _ -> response.reset());
    }

    private void taken(JobReply.Results page) {
      if (page.complete())
        response.end();
      else if (page.next() > page.from())
        more(page.next());
      else if (jobEnded)
        response.end();
      else
        vertx.setTimer(NEXT_LOOK.toMillis(), _ -> look(page.next()));
    }

    /// No new result: has the job ended? Its last results are read after that answer, not before.
    private void look(long from) {
      jobs.ask(job, new JobRequest.Get(call.caller(), job, Duration.ZERO), JobReply.One.class)
          .map(one -> one.reply().job()).map(JobView::status).onComplete(status -> {
            jobEnded = status.ended();
            more(from);
          }, _ -> response.reset());
    }

    private void more(long from) { if (!response.closed())
      read(call, job, from).onComplete(this::take, _ -> response.reset()); }
  }
}
