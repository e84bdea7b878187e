package dev.kith.authority;

import dev.kith.codec.MessageCodec;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.PlainText;
import dev.kith.model.Throttle;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers of the enrolment door: JSON; failures as `{error, field?, code}` like those of the rest of the door.
final class EnrolAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(EnrolAnswers.class);

  private static final Throttle REFUSALS = new Throttle(System::nanoTime);

  private EnrolAnswers() {}

  static void send(HttpServerRequest request, int status, Object body) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed())
      return;
    response.setStatusCode(status).putHeader("content-type", "application/json").putHeader("cache-control", "no-store")
        .end(Buffer.buffer(MessageCodec.encode(body)));
  }

  private static void tell(HttpServerRequest request, String why) {
    String who = request.remoteAddress() == null ? "a node" : request.remoteAddress().hostAddress();
    int passedOver = REFUSALS.passedOver(who + why);
    if (passedOver >= 0)
      LOG.info("enrolment of {} refused: {}{}", who, PlainText.line(why),
          passedOver == 0 ? "" : " (and " + passedOver + " times before)");
  }

  static void fail(HttpServerRequest request, Throwable failure) {
    KithException known = failure instanceof KithException kith && kith.code() != ErrorCode.INTERNAL
        ? kith
        : new KithException(ErrorCode.INTERNAL, "internal error; the log of the node has the cause", failure);
    if (known.code() == ErrorCode.INTERNAL)
      LOG.error("enrolment of {} failed", request.remoteAddress(), failure);
    else
      tell(request, known.getMessage());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error", PlainText.line(known.getMessage()));
    known.field().ifPresent(field -> body.put("field", field));
    body.put("code", known.code().name().toLowerCase(Locale.ROOT));
    if (known.code().retryable())
      request.response().putHeader("retry-after", known.code() == ErrorCode.RATE_LIMITED ? "60" : "2");
    // Who is refused may still be sending: what is left unread must not be taken for a next request (platform CVE-2026-102479).
    if (request.version() != HttpVersion.HTTP_2)
      request.response().putHeader("connection", "close");
    send(request, known.code().httpStatus(), body);
  }
}
