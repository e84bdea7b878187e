package dev.kith.dashboard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/// Sends a body in pieces, each when the network has taken the one before, so that a large answer never lies in the connection's
/// buffers as a whole. Who takes nothing at all is cut by [Sockets], which fails the sending.
final class Sending {
  static final int PIECE_BYTES = 64 * 1024;

  private final HttpServerResponse response;
  private final Buffer body;
  private final Promise<Void> done = Promise.promise();
  private int sent;
  private boolean going;
  private boolean taken;

  private Sending(HttpServerResponse response, Buffer body) {
    this.response = response;
    this.body = body;
  }

  /// The whole answer. Its headers are set but for the length.
  static void end(HttpServerResponse response, Buffer body) {
    if (body.length() <= PIECE_BYTES) {
      response.end(body);
      return;
    }
    response.putHeader("content-length", Integer.toString(body.length()));
    write(response, body).onSuccess(_ -> response.end());
  }

  /// A part of an answer.
  ///
  /// @return completed when all of it was taken
  static Future<Void> write(HttpServerResponse response, Buffer part) {
    Sending sending = new Sending(response, part);
    sending.go();
    return sending.done.future();
  }

  /// A piece may be taken while it is being written: a loop then, not a call in a call.
  private void go() {
    if (going) {
      taken = true;
      return;
    }
    going = true;
    do {
      taken = false;
      next();
    } while (taken);
    going = false;
  }

  private void next() {
    if (sent == body.length()) {
      done.tryComplete();
    } else if (response.closed() || response.ended()) {
      done.tryFail("the connection is closed");
    } else {
      int from = sent;
      sent = Math.min(body.length(), from + PIECE_BYTES);
      response.write(body.slice(from, sent)).onComplete(_ -> go(), done::tryFail);
    }
  }
}
