package dev.kith.authority;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;

/// A body that is read so far and no further, and not for ever. Confined to the request's context.
final class EnrolBody {
  static final Duration DEADLINE = Duration.ofSeconds(5);

  private final Buffer body = Buffer.buffer();
  private boolean over;

  private EnrolBody() {}

  static void read(HttpServerRequest request, int maxBytes, Consumer<Buffer> complete, Consumer<Throwable> refused) {
    EnrolBody reading = new EnrolBody();
    Vertx vertx = io.vertx.core.Vertx.currentContext().owner();
    long timer = vertx.setTimer(DEADLINE.toMillis(), _ -> reading.end(() -> refused.accept(
        new KithException(ErrorCode.TIMEOUT, "the body did not come within " + DEADLINE.toSeconds() + " s"))));
    request.handler(part -> {
      if (reading.over)
        return;
      if (reading.body.length() + part.length() > maxBytes) {
        vertx.cancelTimer(timer);
        reading.end(() -> refused
            .accept(KithException.refused(ErrorCode.TOO_LARGE, "body", "must have at most " + maxBytes + " bytes")));
      } else {
        reading.body.appendBuffer(part);
      }
    });
    request.endHandler(_ -> {
      vertx.cancelTimer(timer);
      reading.end(() -> complete.accept(reading.body));
    });
    request.exceptionHandler(_ -> {
      vertx.cancelTimer(timer);
      reading.over = true; // whoever asked is gone
    });
    request.resume();
  }

  private void end(Runnable then) {
    if (over)
      return;
    over = true;
    then.run();
  }
}
