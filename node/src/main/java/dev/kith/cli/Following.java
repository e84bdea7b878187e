package dev.kith.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Waits for a job's end: by long polls, or, where somebody watches, by the stream of its events.
final class Following {
  private static final Duration POLL = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration ABSENCE = Duration.ofSeconds(20);
  private static final Duration QUIET = Duration.ofSeconds(30);
  private static final int RECONNECTS = 5;

  private final Door door;
  private final String job;
  private final long deadline;
  private String lastEvent = "";

  /// @param patience after which it gives up with [Exit#TIMEOUT]; zero for none
  Following(Door door, String job, Duration patience) {
    this.door = door;
    this.job = job;
    this.deadline = System.nanoTime() + (patience.isZero() ? Duration.ofDays(365) : patience).toNanos();
  }

  /// The job's view once it has ended. A node that goes away meanwhile may take [#ABSENCE] to come back.
  JsonObject await() {
    while (true) {
      long asked = System.nanoTime();
      long wait = Math.clamp(left().toMillis(), 0, POLL.toMillis());
      JsonObject view = present(() -> door.get("/api/jobs/" + job + "?waitMs=" + wait));
      if (JobText.ended(view))
        return view;
      if (System.nanoTime() - asked < PAUSE.toNanos() && wait > PAUSE.toMillis())
        Pause.of(PAUSE); // a node that knows no long poll
    }
  }

  /// The same, with every view on the way. Falls back to [#await] where there is no stream.
  JsonObject watch(Consumer<JsonObject> seen) {
    int fruitless = 0;
    while (fruitless < RECONNECTS) {
      HttpResponse<InputStream> stream = present(() -> door.stream("/api/jobs/" + job + "/stream", lastEvent));
      if (stream.statusCode() != 200) {
        drop(stream.body());
        break;
      }
      String before = lastEvent;
      if (ended(stream.body(), seen))
        break;
      fruitless = lastEvent.equals(before) ? fruitless + 1 : 0;
      Pause.of(PAUSE); // the next connection resumes after the last event
    }
    return await();
  }

  private boolean ended(InputStream body, Consumer<JsonObject> seen) {
    BlockingQueue<Step> steps = new ArrayBlockingQueue<>(64);
    Thread reader = Thread.ofVirtual().start(() -> read(body, steps));
    try {
      while (next(steps) instanceof Step.Seen(EventReader.Event event)) {
        lastEvent = event.id();
        if (show(event, seen))
          return true;
      }
      return false;
    } catch (DecodeException e) {
      throw new CommandFailed(Exit.REFUSED, door.url() + " sent an event that is not JSON: is it a Kith node?", e);
    } finally {
      reader.interrupt();
      drop(body);
    }
  }

  private static void drop(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing a stream of events", e);
    }
  }

  private <T> T present(Supplier<T> question) {
    long until = System.nanoTime() + ABSENCE.toNanos();
    while (true) {
      try {
        return question.get();
      } catch (CommandFailed.Unreachable e) {
        if (System.nanoTime() > until || left().compareTo(PAUSE) < 0)
          throw e;
        Pause.of(PAUSE);
      }
    }
  }

  private sealed interface Step {
    record Seen(EventReader.Event event) implements Step {}

    record Over() implements Step {}
  }

  private static void read(InputStream in, BlockingQueue<Step> steps) {
    try {
      try {
        EventReader reader = new EventReader(in);
        for (var event = reader.next(); event.isPresent(); event = reader.next())
          steps.put(new Step.Seen(event.get()));
      } catch (IOException _) {
        // over, as at a regular end: whoever waits connects again
      }
      steps.put(new Step.Over());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Step next(BlockingQueue<Step> steps) {
    try {
      Duration most = left().compareTo(QUIET) < 0 ? left() : QUIET;
      Step step = steps.poll(most.toMillis(), TimeUnit.MILLISECONDS);
      return step == null ? new Step.Over() : step;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(130, "interrupted", e);
    }
  }

  /// @return whether the job has ended
  private static boolean show(EventReader.Event event, Consumer<JsonObject> seen) {
    return switch (event.type()) {
      case "progress" -> {
        JsonObject view = new JsonObject(event.data());
        seen.accept(view);
        yield JobText.ended(view);
      }
      case "job_done", "job_failed", "job_cancelled" -> true;
      default -> false;
    };
  }

  private Duration left() {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    if (left.isNegative())
      throw new CommandFailed(Exit.TIMEOUT, "job " + job + " has not ended in time; it goes on: kith job " + job + " --follow");
    return left;
  }
}
