package dev.kith.cluster;

import dev.kith.crypto.MeshTls;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/// Asks at a seed's cluster port whether a member of the mesh is there and would let this node in: TLS both ways, then the first
/// bytes of Hazelcast's protocol, which a server answers only to a client whose certificate it has found good.
final class SeedProbe {
  sealed interface Answer {
    String seed();

    /// Lets this node in.
    record Welcome(String seed) implements Answer {}

    /// Nobody listens, or somebody who says nothing.
    record Silent(String seed) implements Answer {}

    /// Somebody is there, and one of the two does not believe the other.
    record Refused(String seed, IOException reason) implements Answer {}
  }

  static final Duration CONNECT = Duration.ofMillis(300);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final byte[] HELLO = "HZC".getBytes(StandardCharsets.US_ASCII);

  private final MeshTls tls;

  SeedProbe(MeshTls tls) { this.tls = tls; }

  /// All at once; blocks for as long as the slowest.
  List<Answer> ask(List<String> seeds) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Answer>> asked = seeds.stream().<Callable<Answer>>map(seed -> () -> ask(seed)).toList();
      return threads.invokeAll(asked).stream().map(SeedProbe::answer).toList();
    }
  }

  private static Answer answer(Future<Answer> done) {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot probe a seed", e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError("it is done", e);
    }
  }

  Answer ask(String seed) {
    int colon = seed.lastIndexOf(':');
    String host = seed.substring(0, colon).replaceAll("[\\[\\]]", "");
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, Integer.parseInt(seed.substring(colon + 1))), (int) CONNECT.toMillis());
      socket.setSoTimeout((int) ANSWER.toMillis());
      return greet(seed, socket);
    } catch (IOException notThere) {
      return new Answer.Silent(seed);
    }
  }

  private Answer greet(String seed, Socket socket) {
    try {
      if (new Dialogue(tls, socket).answers(HELLO))
        return new Answer.Welcome(seed);
      return new Answer.Refused(seed, new IOException("it is not a cluster port"));
    } catch (java.net.SocketTimeoutException silent) {
      return new Answer.Silent(seed);
    } catch (IOException e) {
      return new Answer.Refused(seed, e);
    }
  }

  /// One blocking conversation over TLS.
  private static final class Dialogue {
    private final Socket socket;
    private final SSLEngine engine;
    private final ByteBuffer in;
    private final ByteBuffer plain;
    private final ByteBuffer out;

    Dialogue(MeshTls tls, Socket socket) {
      this.socket = socket;
      engine = tls.context().createSSLEngine();
      engine.setUseClientMode(true);
      int packet = engine.getSession().getPacketBufferSize();
      in = ByteBuffer.allocate(2 * packet).limit(0);
      out = ByteBuffer.allocate(packet);
      plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    }

    boolean answers(byte[] hello) throws IOException {
      engine.beginHandshake();
      ByteBuffer toSend = ByteBuffer.wrap(hello);
      while (plain.position() < hello.length)
        step(toSend);
      return plain.flip().limit(hello.length).equals(ByteBuffer.wrap(hello));
    }

    private void step(ByteBuffer toSend) throws IOException {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> send(ByteBuffer.allocate(0));
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> receive();
        default -> {
          if (toSend.hasRemaining())
            send(toSend);
          else
            receive();
        }
      }
    }

    private void send(ByteBuffer from) throws IOException {
      out.clear();
      engine.wrap(from, out);
      socket.getOutputStream().write(out.array(), 0, out.position());
    }

    private void receive() throws IOException {
      SSLEngineResult result = engine.unwrap(in, plain);
      if (result.getStatus() == SSLEngineResult.Status.CLOSED)
        throw new EOFException("it ended the connection");
      if (result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW)
        return;
      in.compact();
      int count = socket.getInputStream().read(in.array(), in.position(), in.remaining());
      if (count < 0)
        throw new EOFException("it ended the connection");
      in.position(in.position() + count).flip();
    }
  }
}
