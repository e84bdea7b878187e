package dev.kith.transport;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/// A TCP line that can be cut so that neither end hears of it.
final class Wire implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final NetServer server;
  private volatile boolean cut;

  Wire(int port) {
    server = vertx.createNetServer().connectHandler(in -> {
      in.pause();
      vertx.createNetClient().connect(port, "127.0.0.1").onSuccess(out -> {
        in.handler(bytes -> pass(bytes, out));
        out.handler(bytes -> pass(bytes, in));
        in.closeHandler(_ -> out.close());
        out.closeHandler(_ -> in.close());
        in.resume();
      });
    }).listen(0, "127.0.0.1").await();
  }

  int port() { return server.actualPort(); }

  private void pass(Buffer bytes, NetSocket to) { if (!cut)
    to.write(bytes); }

  void cut() { cut = true; }

  void mend() { cut = false; }

  @Override
  public void close() { vertx.close().await(); }
}
