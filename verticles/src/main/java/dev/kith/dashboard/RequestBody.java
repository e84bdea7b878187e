package dev.kith.dashboard;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/// Reads a paused request's body up to a limit of bytes and time; beyond it reading stops and the connection is to be closed.
final class RequestBody {
  private static final byte[] NOTHING = {};

  private final Vertx vertx;
  private final int maxBytes;
  private final long maxMillis;

  RequestBody(Vertx vertx, DashboardConfig config) {
    this.vertx = vertx;
    this.maxBytes = config.bodyLimit();
    this.maxMillis = config.door().bodyTime().toMillis();
  }

  int maxBytes() { return maxBytes; }

  static boolean announced(HttpServerRequest request) {
    String length = request.getHeader("content-length");
    return request.getHeader("transfer-encoding") != null || (length != null && !length.equals("0"))
        || (request.version() == io.vertx.core.http.HttpVersion.HTTP_2 && length == null && hasType(request));
  }

  Future<byte[]> read(HttpServerRequest request) {
    if (!announced(request))
      return Future.succeededFuture(NOTHING);
    try {
      demandJson(request.getHeader("content-type"));
      demandLength(request.getHeader("content-length"));
    } catch (KithException | UnsupportedMedia e) {
      return Future.failedFuture(e);
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader("expect")))
      request.response().writeContinue();
    return collect(request);
  }

  private Future<byte[]> collect(HttpServerRequest request) {
    Promise<byte[]> done = Promise.promise();
    Buffer body = Buffer.buffer();
    long timer = vertx.setTimer(maxMillis, _ -> {
      request.pause();
      done.tryFail(new KithException(ErrorCode.INVALID, "body must come within " + maxMillis + " ms"));
    });
    request.handler(part -> {
      if (body.length() + part.length() > maxBytes) {
        request.pause();
        done.tryFail(tooLarge());
      } else {
        body.appendBuffer(part);
      }
    });
    request.exceptionHandler(cause -> done.tryFail(new KithException(ErrorCode.INVALID, "body broke off", cause)));
    request.endHandler(_ -> done.tryComplete(body.getBytes()));
    request.resume();
    return done.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  private void demandLength(String header) {
    if (header == null)
      return;
    // The server's codec has refused all that is not a number of at most 19 digits.
    if (Long.parseLong(header) > maxBytes)
      throw tooLarge();
  }

  private KithException tooLarge() {
    return KithException.refused(ErrorCode.TOO_LARGE, "body", "must have at most " + maxBytes + " bytes");
  }

  private static boolean hasType(HttpServerRequest request) { return request.getHeader("content-type") != null; }

  private static void demandJson(String header) {
    String type = header == null ? "" : header.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "");
    if (!type.equals("application/json") && !type.equals("application/json;charset=utf-8"))
      throw new UnsupportedMedia();
  }

  /// Has no place in the protocol between nodes, so it is an answer of this door alone.
  static final class UnsupportedMedia extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedMedia() { super("content-type must be application/json"); }
  }
}
