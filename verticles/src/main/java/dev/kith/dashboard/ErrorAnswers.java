package dev.kith.dashboard;

import dev.kith.codec.MessageCodec;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.PlainText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Failures as answers `{error, field?, code}`, with `line` and `column` for code that does not compile. What is not a [KithException] is a defect: its cause goes to the log, not out.
final class ErrorAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
  private static final String INTERNAL = "internal error; the log of the node has the cause";
  /// If whoever limits did not say when to come back.
  private static final Duration RETRY_LATER = Duration.ofSeconds(5);
  /// Failure budgets fill up again within a minute; the text says exactly when.
  private static final Duration AFTER_FAILURES = Duration.ofSeconds(60);

  private ErrorAnswers() {}

  /// Over a rate limit, with the time to wait.
  static final class TooOften extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Duration retryAfter;

    TooOften(String text, Duration retryAfter) {
      super(text);
      this.retryAfter = retryAfter;
    }
  }

  static void send(RoutingContext context, Throwable failure) {
    switch (failure) {
      case KithException known -> send(context, known);
      case TooOften limited -> {
        Refused.tell(remote(context), text(limited));
        retryAfter(context, limited.retryAfter);
        send(context, 429, text(limited), "", "rate_limited");
      }
      case DoesNotCompile fault -> {
        Map<String, Object> body = members(text(fault), "code", "invalid");
        if (fault.line > 0) {
          body.put("line", fault.line);
          body.put("column", fault.column);
        }
        send(context, 400, Buffer.buffer(MessageCodec.encode(body)));
      }
      case RequestBody.UnsupportedMedia media -> send(context, 415, text(media), "content-type", "invalid");
      case IOException broken -> Refused.tell(broken); // who asked has gone
      default -> {
        LOG.error("{} {} failed", context.request().method(), context.normalizedPath(), failure);
        send(context, 500, INTERNAL, "", "internal");
      }
    }
  }

  private static void send(RoutingContext context, KithException known) {
    switch (known.code()) {
      case INTERNAL -> LOG.error("{} {} failed", context.request().method(), context.normalizedPath(), known);
      case UNAVAILABLE -> retryAfter(context, RETRY_LATER);
      case RATE_LIMITED -> {
        Refused.tell(remote(context), text(known));
        retryAfter(context, AFTER_FAILURES);
      }
      case UNAUTHORIZED -> context.response().putHeader("www-authenticate", "Bearer realm=\"kith\"");
      default -> LOG.debug("{} refused: {}", context.request().method(), known.code());
    }
    String code = known.code().name().toLowerCase(Locale.ROOT);
    String text = known.code() == ErrorCode.INTERNAL ? INTERNAL : text(known);
    send(context, known.code().httpStatus(), text, known.field().orElse(""), code);
  }

  static void send(RoutingContext context, int status, String text, String field, String code) {
    send(context, status, body(text, field, code));
  }

  private static void send(RoutingContext context, int status, Buffer body) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed())
      return;
    if (response.headWritten()) {
      response.reset();
      return;
    }
    response.setStatusCode(status).putHeader("content-type", "application/json").putHeader("cache-control", "no-store")
        .end(body);
  }

  static Buffer body(String text, String field, String code) {
    return Buffer.buffer(MessageCodec.encode(members(text, field, code)));
  }

  private static Map<String, Object> members(String text, String field, String code) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error", PlainText.line(text));
    if (!field.isEmpty())
      body.put("field", field);
    body.put("code", code);
    return body;
  }

  private static String remote(RoutingContext context) { return String.valueOf(context.request().remoteAddress().hostAddress()); }

  private static void retryAfter(RoutingContext context, Duration wait) {
    context.response().putHeader("retry-after", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
  }

  private static String text(Throwable failure) { return failure.getMessage() == null ? "refused" : failure.getMessage(); }
}
