package dev.kith.transport;

import dev.kith.handshake.RefusedFrameException;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.transport.TransportConfig.Line;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One WebSocket between two nodes: whole frames out and in, signs of life, limits. [#send], [#run] and [#end] may be called by any
/// thread; the rest, and all calls of the [Ear], are confined to the socket's context.
final class Link {
  /// What becomes of what comes in.
  interface Ear {
    /// Of the next message.
    int bytesMax();

    /// @throws BreachException, RefusedFrameException to close the link
    void frame(Buffer frame);

    void text(String text);

    /// A ping or pong.
    void control();

    /// Now and then, see [Line#tick].
    void tick();

    /// Nothing comes in or goes out any more. Once.
    void ended();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  /// Frames go in pieces of this size, so that a slow line shows progress and no other sender's limit of WebSocket frames is met.
  static final int PIECE_BYTES = 64 * 1024;
  /// What a queued frame costs beyond its bytes, so that small ones are bounded too.
  static final int FRAME_COST = 512;
  private static final int TEXT_CHARS_MAX = 100;
  private static final int REASON_CHARS_MAX = 100;
  /// The other end's time to hear why.
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final WebSocketBase socket;
  private final Vertx vertx;
  private final Context context;
  private final Line config;
  private final LinkCounts counts;
  private final Ear ear;
  private final Runnable cut;
  private final Pace pace;
  private final Assembly assembly = new Assembly();
  private final AtomicLong unsent = new AtomicLong();
  private final Promise<Void> gone = Promise.promise();
  private volatile boolean closed;
  private int writes;
  private long progressAt;
  private long heardAt = System.nanoTime();
  private long pingedAt = System.nanoTime();
  private long answerBy = Long.MAX_VALUE;
  private int holds;
  private boolean slowed;
  private long ticker = -1;

  /// Call on the socket's context, before it has read anything; then [#listen].
  ///
  /// @param cut closes the connection below, without a word
  Link(WebSocketBase socket, Vertx vertx, Line config, LinkCounts counts, Ear ear, Runnable cut) {
    this.socket = socket;
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.config = config;
    this.counts = counts;
    this.ear = ear;
    this.cut = cut;
    this.pace = new Pace(config.burst(), config.perSecond(), System::nanoTime);
  }

  Link listen() {
    socket.exceptionHandler(_ -> end(CloseReason.TOO_LARGE, "malformed or oversized WebSocket frame"));
    socket.frameHandler(this::heard);
    socket.closeHandler(_ -> {
      finish();
      gone.tryComplete();
    });
    ticker = vertx.setPeriodic(config.tick().toMillis(), _ -> tick());
    return this;
  }

  /// Completes when the socket is closed, which may be later than [Ear#ended].
  Future<Void> gone() { return gone.future(); }

  boolean closed() { return closed; }

  Future<Void> send(Buffer frame) { return queue(frame.length() + FRAME_COST, () -> write(frame)); }

  Future<Void> text(String text) {
    return queue(text.length() + FRAME_COST, () -> put(() -> socket.writeTextMessage(text), //
        text.length() + FRAME_COST));
  }

  private Future<Void> queue(int cost, Runnable write) {
    if (closed)
      return Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE, "the link is closed"));
    long queued = unsent.addAndGet(cost);
    if (queued <= config.queueBytes() && run(write))
      return Future.succeededFuture();
    unsent.addAndGet(-cost);
    counts.queueFull.increment();
    return Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE,
        "the link has " + queued + " bytes to write, at most " + config.queueBytes()));
  }

  /// @return false if the node has shut down
  boolean run(Runnable action) {
    try {
      context.runOnContext(_ -> action.run());
      return true;
    } catch (RejectedExecutionException down) {
      LOG.debug("the node has shut down; nothing is left to do for a link");
      return false;
    }
  }

  private void write(Buffer frame) {
    for (int from = 0; from < frame.length(); from += PIECE_BYTES) {
      int to = Math.min(frame.length(), from + PIECE_BYTES);
      boolean last = to == frame.length();
      Buffer piece = frame.slice(from, to);
      WebSocketFrame next = from == 0 ? WebSocketFrame.binaryFrame(piece, last) : WebSocketFrame.continuationFrame(piece, last);
      put(() -> socket.writeFrame(next), piece.length() + (last ? FRAME_COST : 0));
    }
  }

  private void put(Supplier<Future<Void>> writing, int cost) {
    if (closed)
      return;
    if (writes++ == 0)
      progressAt = System.nanoTime();
    unlessClosed(writing).onComplete(_ -> {
      writes--;
      progressAt = System.nanoTime();
      unsent.addAndGet(-cost);
    });
  }

  /// A socket that closed meanwhile throws; its close handler has or will have said so.
  private static Future<Void> unlessClosed(Supplier<Future<Void>> action) {
    try {
      return action.get();
    } catch (IllegalStateException closed) {
      return Future.failedFuture(closed);
    }
  }

  private void heard(WebSocketFrame piece) {
    if (closed)
      return;
    heardAt = System.nanoTime();
    answerBy = Long.MAX_VALUE;
    try {
      understand(piece);
    } catch (BreachException breach) {
      breach(breach.reason(), breach.getMessage());
    } catch (RefusedFrameException refused) {
      breach(CloseReason.PROTOCOL, refused.getMessage());
    }
  }

  private void understand(WebSocketFrame piece) {
    switch (piece.type()) {
      case BINARY, CONTINUATION -> assembly
          .add(piece.binaryData(), piece.isContinuation(), piece.isFinal(), ear.bytesMax()).ifPresent(frame -> {
            slowDown();
            ear.frame(frame);
          });
      case TEXT -> {
        if (!piece.isFinal() || piece.binaryData().length() > TEXT_CHARS_MAX)
          throw new BreachException(CloseReason.PROTOCOL, "a text of more than " + TEXT_CHARS_MAX + " bytes");
        slowDown();
        ear.text(piece.textData());
      }
      case PING, PONG -> {
        slowDown();
        ear.control();
      }
      case CLOSE -> LOG.trace("the other end closes");
    }
  }

  private void breach(CloseReason reason, String text) {
    counts.breaches.increment();
    end(reason, text);
  }

  /// Too many messages are not lost but read later: the other end's queue fills, and refuses there.
  private void slowDown() {
    long wait = pace.take();
    if (wait == 0 || slowed)
      return;
    slowed = true;
    counts.slowed.increment();
    hold();
    vertx.setTimer(wait, _ -> {
      slowed = false;
      release();
    });
  }

  /// Reads no further, until [#release] was called as often.
  void hold() { if (holds++ == 0 && !closed)
    socket.pause(); }

  void release() {
    if (--holds > 0 || closed)
      return;
    heardAt = System.nanoTime();
    socket.resume();
  }

  /// Asks for a sign of life now; the link is closed if there is none in time.
  void probe(Duration within) {
    if (answerBy == Long.MAX_VALUE)
      answerBy = System.nanoTime() + within.toNanos();
    ping();
  }

  private void ping() {
    pingedAt = System.nanoTime();
    put(() -> socket.writePing(Buffer.buffer()), 0);
  }

  private void tick() {
    long now = System.nanoTime();
    long margin = config.tick().toNanos();
    boolean unanswered = answerBy != Long.MAX_VALUE && now - answerBy > 0;
    if (holds == 0 && (unanswered || now - heardAt > config.silence().toNanos() - margin)) {
      counts.silent.increment();
      end(CloseReason.TIME_OUT, "no sign of life");
    } else if (writes > 0 && now - progressAt > config.stall().toNanos() - margin) {
      counts.stalled.increment();
      end(CloseReason.TIME_OUT, "reads too slowly");
    } else {
      if (now - pingedAt >= config.pingEvery().toNanos() - margin)
        ping();
      ear.tick();
    }
  }

  /// Says why, if the other end still listens.
  void end(CloseReason reason, String text) { run(() -> endNow(reason, text)); }

  private void endNow(CloseReason reason, String text) {
    if (closed)
      return;
    finish();
    LOG.debug("link closed: {} {}", reason, text);
    String said = text.length() <= REASON_CHARS_MAX ? text : text.substring(0, REASON_CHARS_MAX);
    unlessClosed(() -> socket.close(reason.code(), said)).onFailure(e -> LOG.trace("the other end was gone", e));
    long timer = vertx.setTimer(CLOSING.toMillis(), _ -> drop());
    gone.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  /// Vert.x 5.0 waits for the close frame to be written before it counts its closing time-out, which is for ever if the other end reads
  /// nothing.
  private void drop() {
    LOG.debug("a link is cut: the other end does not hear why");
    cut.run();
  }

  private void finish() {
    if (closed)
      return;
    closed = true;
    vertx.cancelTimer(ticker);
    ear.ended();
  }
}
