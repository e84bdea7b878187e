package dev.kith.bus;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Service;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Requests to one peer that wait for their answers. Numbers grow, so the lowest one says which answers the peer may forget. Confined
/// to the bus's context.
final class Pending {
  private static final long AGAIN_MAX_MILLIS = 4_000;

  private final BusConfig config;
  private final TreeMap<Long, Question<?>> waiting = new TreeMap<>();
  private long next = 1;

  Pending(BusConfig config) { this.config = config; }

  /// @param caller where the answer is wanted; null: anywhere
  private record Asked<A>(Service<?, A> service, Promise<A> promise, Context caller) {
    /// The answer is read on the caller's context, so that nothing of the caller runs elsewhere.
    void answer(byte[] body) {
      run(() -> {
        try {
          promise.tryComplete(RecordCodec.record(body, service.answer()));
        } catch (KithException e) {
          promise.tryFail(new KithException(ErrorCode.INTERNAL, "misshapen answer from " + service.address(), e));
        }
      });
    }

    void fail(KithException failure) { run(() -> promise.tryFail(failure)); }

    private void run(Runnable task) {
      if (caller == null || caller.equals(Vertx.currentContext()))
        task.run();
      else
        caller.runOnContext(_ -> task.run());
    }
  }

  private static final class Question<A> {
    final Envelope.Request request;
    final Asked<A> asked;
    final long until;
    long againAt;
    long pause;

    Question(Envelope.Request request, Asked<A> asked, long until, long againAt, long pause) {
      this.request = request;
      this.asked = asked;
      this.until = until;
      this.againAt = againAt;
      this.pause = pause;
    }
  }

  /// @throws KithException UNAVAILABLE if too many wait
  <A> Envelope.Request add(Service<?, A> service, byte[] body, Promise<A> promise, Context caller, long nowMillis) {
    if (waiting.size() >= config.pending()) {
      throw new KithException(ErrorCode.UNAVAILABLE,
          waiting.size() + " requests wait for node " + service.server() + ", the most possible (bus.pending)");
    }
    Envelope.Request request = new Envelope.Request(next++, service.address(), body);
    long pause = config.again().toMillis();
    waiting.put(request.number(), new Question<>(request, new Asked<>(service, promise, caller),
        nowMillis + service.timeout().toMillis(), nowMillis + pause, pause));
    return request;
  }

  /// The lowest number that still waits, or the next one.
  long oldest() { return waiting.isEmpty() ? next : waiting.firstKey(); }

  int size() { return waiting.size(); }

  void answered(Envelope.Reply reply) {
    Question<?> question = waiting.remove(reply.number());
    if (question != null)
      question.asked.answer(reply.body());
  }

  void failed(long number, KithException failure) {
    Question<?> question = waiting.remove(number);
    if (question != null)
      question.asked.fail(failure);
  }

  /// Ends what waited too long; gives what is to be sent again to `again`.
  void tick(long nowMillis, Consumer<Envelope.Request> again) {
    if (waiting.isEmpty())
      return;
    List<Question<?>> over = new ArrayList<>();
    for (Iterator<Question<?>> each = waiting.values().iterator(); each.hasNext();) {
      Question<?> question = each.next();
      if (nowMillis >= question.until) {
        each.remove();
        over.add(question);
      } else if (nowMillis >= question.againAt) {
        question.pause = Math.min(AGAIN_MAX_MILLIS, question.pause * 2);
        question.againAt = nowMillis + question.pause;
        again.accept(question.request);
      }
    }
    over.forEach(question -> question.asked
        .fail(new KithException(ErrorCode.TIMEOUT, "no answer from " + question.request.address() + " in time")));
  }

  /// Everything that waits, in order, to be sent by a new session.
  List<Envelope.Request> all() { return waiting.values().stream().map(question -> question.request).toList(); }

  void failAll(KithException failure) {
    List<Question<?>> all = List.copyOf(waiting.values());
    waiting.clear();
    all.forEach(question -> question.asked.fail(failure));
  }

}
