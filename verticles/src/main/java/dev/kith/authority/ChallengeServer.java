package dev.kith.authority;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers one challenge over HTTP while it is open, and nothing else: any other request gets 404, and every connection is closed
/// after one answer. Thread-safe.
final class ChallengeServer implements AutoCloseable {
  static final String PATH = "/.well-known/acme-challenge/";
  static final int PORT = 8_802;
  static final int CONNECTIONS_MAX = 8;
  static final Duration DEADLINE = Duration.ofSeconds(3);
  private static final int REQUEST_BYTES_MAX = 1_024;
  private static final Logger LOG = LoggerFactory.getLogger(ChallengeServer.class);

  private final List<ServerSocket> doors = new ArrayList<>();
  private final Semaphore free = new Semaphore(CONNECTIONS_MAX);
  private final String requestLine;
  private final String answer;
  /// A closed socket may still hand out a connection that came before.
  private volatile boolean closed;

  private ChallengeServer(String token, String answer) {
    this.requestLine = "GET " + PATH + token + " HTTP/1.";
    this.answer = answer;
  }

  /// @param addresses where it listens; everywhere if empty
  /// @throws KithException UNAVAILABLE, naming address and port, if one of them is taken
  static ChallengeServer open(List<String> addresses, int port, String token, String answer) {
    ChallengeServer server = new ChallengeServer(token, answer);
    try {
      if (addresses.isEmpty())
        server.listen(new InetSocketAddress(port));
      for (String address : addresses)
        server.listen(new InetSocketAddress(InetAddress.ofLiteral(address), port));
      return server;
    } catch (KithException e) {
      server.close();
      throw e;
    }
  }

  /// Where a node of these addresses answers: everywhere, since a forwarded address is none of its own; on loopback just there, since
  /// others may join from this machine.
  static List<String> homes(List<String> addresses) {
    return addresses.stream().allMatch(
        address -> !Addressing.isName(address) && InetAddress.ofLiteral(address).isLoopbackAddress()) ? addresses : List.of();
  }

  private void listen(InetSocketAddress at) {
    try {
      ServerSocket door = new ServerSocket();
      doors.add(door);
      door.setReuseAddress(true);
      door.bind(at, CONNECTIONS_MAX);
      Thread.ofVirtual().name("kith-challenge").start(() -> accept(door));
    } catch (IOException e) {
      throw new KithException(ErrorCode.UNAVAILABLE,
          "cannot answer the authority's challenge on " + at.getAddress().getHostAddress()
              + " port " + at.getPort() + ": " + e.getMessage(),
          e);
    }
  }

  private void accept(ServerSocket door) {
    while (!door.isClosed()) {
      try {
        Socket caller = door.accept();
        if (!closed && free.tryAcquire())
          Thread.ofVirtual().name("kith-challenge").start(() -> serve(caller));
        else
          caller.close();
      } catch (IOException e) {
        if (!door.isClosed())
          LOG.debug("challenge: a connection could not be taken: {}", e.getMessage());
      }
    }
  }

  private void serve(Socket caller) {
    try (caller) {
      boolean right = head(caller).startsWith(requestLine);
      String body = right ? answer : "not found";
      String status = right ? "200 OK" : "404 Not Found";
      caller.getOutputStream().write(("HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nContent-Length: " + body.length()
          + "\r\nConnection: close\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      LOG.debug("challenge: {} went before it was answered: {}", caller.getRemoteSocketAddress(), e.getMessage());
    } finally {
      free.release();
    }
  }

  /// All of the request, so that closing the connection does not reset it; or as much as fits time and size.
  private static String head(Socket caller) throws IOException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    InputStream in = caller.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (head.size() < REQUEST_BYTES_MAX) {
      caller.setSoTimeout((int) Math.max(1, (end - System.nanoTime()) / 1_000_000));
      int next = in.read();
      if (next < 0 || System.nanoTime() > end)
        throw new IOException("no complete request");
      head.write(next);
      if (head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n"))
        return head.toString(StandardCharsets.ISO_8859_1);
    }
    throw new IOException("request longer than " + REQUEST_BYTES_MAX + " bytes");
  }

  @Override
  public void close() {
    closed = true;
    for (ServerSocket door : doors) {
      try {
        door.close();
      } catch (IOException e) {
        LOG.debug("challenge: {} did not close: {}", door, e.getMessage());
      }
    }
  }
}
