package dev.kith.bus;

import dev.kith.bus.NumberRanges.Range;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Service;
import dev.kith.model.Confined;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Requests to one peer that wait for their answers, and the numbers for which the peer may forget them: all below the lowest one that
/// waits, and ranges above it. Confined to the bus's context.
final class Pending {
  private static final long AGAIN_MAX_MILLIS = 4_000;
  private static final int TOLD_MIN = 16;
  private static final int TOLD_PER_REQUEST = 2;

  private final Confined confined = new Confined(Pending.class);
  private final BusConfig config;
  private final Supplier<String> name;
  private final TreeMap<Long, Question<?>> waiting = new TreeMap<>();
  /// Numbers above the lowest one that waits which do not wait any more.
  private final NumberRanges settled = new NumberRanges();
  private long toldTo;
  private long next = 1;

  /// @param name how errors call the peer
  Pending(BusConfig config, Supplier<String> name) {
    this.config = config;
    this.name = name;
  }

  private record Asked<A>(Service<?, A> service, Homeward<A> answer) {
    /// Read where it is wanted.
    void answered(byte[] body, String node) {
      answer.make(() -> {
        try {
          return RecordCodec.record(body, service.answer());
        } catch (KithException e) {
          ErrorCode code = e.code() == ErrorCode.UNSUPPORTED ? e.code() : ErrorCode.INTERNAL;
          throw new KithException(code, node + " answered what this version does not understand: " + e.getMessage(), e);
        }
      });
    }

    String late(String node) {
      return node + " did not answer in time (" + service.timeout().toMillis()
          + " ms): it is busy, has stopped or is cut off. kith nodes shows which; what was asked may have been done all the same";
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
  <A> Envelope.Request add(Service<?, A> service, byte[] body, Homeward<A> answer, long nowMillis) {
    assert confined.here();
    if (waiting.size() >= config.pending()) {
      throw new KithException(ErrorCode.UNAVAILABLE,
          waiting.size() + " requests wait for " + name.get() + ", the most possible (bus.pending)");
    }
    Envelope.Request request = new Envelope.Request(next++, service.address(), body);
    long pause = config.again().toMillis();
    waiting.put(request.number(), new Question<>(request, new Asked<>(service, answer),
        nowMillis + service.timeout().toMillis(), nowMillis + pause, pause));
    return request;
  }

  /// The lowest number that still waits, or the next one.
  long oldest() { return waiting.isEmpty() ? next : waiting.firstKey(); }

  /// What the peer is told of the settled numbers above [#oldest]. It is told again and again, since a frame may be lost; what does not
  /// go into one frame goes into the next ones, and a frame with many requests tells more, so that the peer forgets as fast as it is
  /// asked.
  ///
  /// @param requests at most as many as are in that frame
  List<Range> settled(int requests) {
    List<Range> told = settled.some(toldTo, TOLD_MIN + TOLD_PER_REQUEST * requests);
    if (told.isEmpty())
      return told;
    toldTo = told.getLast().to();
    told.sort(Comparator.comparingLong(Range::from));
    return Envelope.Batch.wire(oldest(), told);
  }

  int size() { return waiting.size(); }

  /// What is kept, requests and ranges.
  int kept() { return waiting.size() + settled.size(); }

  private Question<?> settle(long number) {
    assert confined.here();
    Question<?> question = waiting.remove(number);
    if (question != null) {
      settled.add(number, number + 1);
      settled.removeBelow(oldest());
    }
    return question;
  }

  void answered(Envelope.Reply reply) {
    Question<?> question = settle(reply.number());
    if (question != null)
      question.asked.answered(reply.body(), name.get());
  }

  void failed(long number, KithException failure) {
    Question<?> question = settle(number);
    if (question != null)
      question.asked.answer.fail(failure);
  }

  /// Ends what waited too long; gives what is to be sent again to `again`.
  void tick(long nowMillis, Consumer<Envelope.Request> again) {
    assert confined.here();
    if (waiting.isEmpty())
      return;
    List<Question<?>> over = new ArrayList<>();
    List<Envelope.Request> repeated = new ArrayList<>();
    for (Question<?> question : waiting.values()) {
      if (nowMillis >= question.until) {
        over.add(question);
      } else if (nowMillis >= question.againAt) {
        question.pause = Math.min(AGAIN_MAX_MILLIS, question.pause * 2);
        question.againAt = nowMillis + question.pause;
        repeated.add(question.request);
      }
    }
    repeated.forEach(again);
    over.forEach(question -> settle(question.request.number()));
    over.forEach(question -> question.asked.answer.fail(new KithException(ErrorCode.TIMEOUT, question.asked.late(name.get()))));
  }

  /// Everything that waits, in order, to be sent by a new session.
  List<Envelope.Request> all() { return waiting.values().stream().map(question -> question.request).toList(); }

  void failAll(KithException failure) {
    assert confined.here();
    List<Question<?>> all = List.copyOf(waiting.values());
    waiting.clear();
    settled.clear();
    all.forEach(question -> question.asked.answer.fail(failure));
  }
}
