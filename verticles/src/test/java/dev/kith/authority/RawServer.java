package dev.kith.authority;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that answers as a test says, counts who connects, and remembers what was sent to it.
final class RawServer implements AutoCloseable {
  interface Conduct {
    void answer(OutputStream out) throws Exception;
  }

  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger written = new AtomicInteger();
  final List<String> requests = new CopyOnWriteArrayList<>();
  private final ServerSocket door;

  RawServer(InetAddress at, int port, Conduct conduct) {
    try {
      door = new ServerSocket();
      door.setReceiveBufferSize(4_096);
      door.bind(new InetSocketAddress(at, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(() -> accept(conduct));
  }

  static RawServer saying(String answer) {
    return new RawServer(InetAddress.getLoopbackAddress(), 0, out -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
  }

  int port() { return door.getLocalPort(); }

  private void accept(Conduct conduct) {
    while (!door.isClosed()) {
      try {
        Socket caller = door.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(caller, conduct));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket caller, Conduct conduct) {
    try (caller) {
      byte[] request = new byte[4_096];
      int length = caller.getInputStream().read(request);
      requests.add(new String(request, 0, Math.max(0, length), StandardCharsets.ISO_8859_1));
      conduct.answer(caller.getOutputStream());
    } catch (Exception gone) {
      requests.add("(cut off)");
    }
  }

  @Override
  public void close() throws IOException { door.close(); }
}
