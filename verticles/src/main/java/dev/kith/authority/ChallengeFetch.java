package dev.kith.authority;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Fetches the answer to a challenge from a node that wants a certificate. Blocks, for [#DEADLINE] in all; on a thread of its own.
///
/// Speaks just as much HTTP as it needs, so that there is nothing that could follow a redirect, send a credential, decompress,
/// or read on: the first [#BYTES_MAX] bytes are a complete answer or there is none.
final class ChallengeFetch {
  static final Duration DEADLINE = Duration.ofSeconds(3);
  private static final Duration PROBE = Duration.ofMillis(500);
  /// Of the whole answer, its head included.
  static final int BYTES_MAX = 1_024;
  private static final String HEAD_END = "\r\n\r\n";

  private final ChallengeTargets targets;
  private final int port;

  /// @param port where every node answers challenges; nothing a stranger says changes it
  ChallengeFetch(ChallengeTargets targets, int port) {
    this.targets = targets;
    this.port = port;
  }

  /// @throws KithException INVALID or FORBIDDEN if challenges are not fetched from one of them; nothing is sent
  void allow(List<String> addresses) { addresses.forEach(targets::all); }

  /// @throws KithException FORBIDDEN with address and reason unless `expected` is answered there; of a name that has several addresses at
  /// one of them at least, and nothing else at any
  void prove(String addressOrName, String token, String expected) {
    Optional<IOException> silent = Optional.empty();
    boolean proved = false;
    long end = System.nanoTime() + DEADLINE.toNanos();
    for (InetAddress address : targets.all(addressOrName)) {
      try {
        if (!body(exchange(address, token, end)).equals(expected))
          throw failed(addressOrName, "the answer there is not this node's");
        proved = true;
      } catch (IOException e) {
        silent = Optional.of(e);
      }
    }
    if (!proved)
      throw failed(addressOrName, reason(silent.orElseThrow()));
  }

  /// Whether anything takes connections there now. For addresses that this authority once put into a card.
  boolean answers(String literal, int door) {
    if (door == 0)
      return false;
    try {
      return targets.all(literal).stream().anyMatch(address -> connects(address, door));
    } catch (KithException nowhere) {
      return false;
    }
  }

  private static boolean connects(InetAddress address, int door) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, door), (int) PROBE.toMillis());
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }

  private String exchange(InetAddress address, String token, long end) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), left(end));
      String host = address.getHostAddress();
      String request = "GET " + ChallengeServer.PATH + token + " HTTP/1.1\r\nHost: "
          + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port + "\r\nConnection: close" + HEAD_END;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return answer(socket, end);
    }
  }

  private static String answer(Socket socket, long end) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    byte[] part = new byte[BYTES_MAX];
    while (true) {
      socket.setSoTimeout(left(end));
      int read = in.read(part, 0, BYTES_MAX - answer.size());
      if (read < 0)
        return answer.toString(StandardCharsets.ISO_8859_1);
      answer.write(part, 0, read);
      String text = answer.toString(StandardCharsets.ISO_8859_1);
      if (complete(text))
        return text;
      if (answer.size() == BYTES_MAX)
        throw new IOException("its answer is longer than " + BYTES_MAX + " bytes");
    }
  }

  private static boolean complete(String text) throws IOException {
    int head = text.indexOf(HEAD_END);
    return head >= 0 && text.length() - head - HEAD_END.length() >= length(head(text, head));
  }

  private static String body(String text) throws IOException {
    int end = text.indexOf(HEAD_END);
    if (end < 0)
      throw new IOException("its answer ends within its head");
    List<String> head = head(text, end);
    String body = text.substring(end + HEAD_END.length());
    if (body.length() != length(head))
      throw new IOException("its answer is shorter or longer than it says");
    return body;
  }

  /// The lines of a head that says 200 and plain text.
  private static List<String> head(String text, int end) throws IOException {
    List<String> lines = List.of(text.substring(0, end).split("\r\n"));
    if (!lines.getFirst().matches("HTTP/1\\.[01] 200( .*)?"))
      throw new IOException("it must answer with status 200 and nothing else (redirects are not followed)");
    String type = field(lines, "content-type");
    if (!type.equals("text/plain") && !type.startsWith("text/plain;"))
      throw new IOException("its content-type must be text/plain");
    return lines;
  }

  private static int length(List<String> head) throws IOException {
    String length = field(head, "content-length");
    if (!length.matches("[0-9]{1,4}"))
      throw new IOException("it must say its length, at most " + BYTES_MAX + " bytes with its head");
    return Integer.parseInt(length);
  }

  private static String field(List<String> head, String name) {
    return head.stream().skip(1).map(line -> line.split(":", 2))
        .filter(parts -> parts.length == 2 && parts[0].toLowerCase(Locale.ROOT).equals(name)).map(parts -> parts[1].strip())
        .findFirst().orElse("");
  }

  private static int left(long end) throws SocketTimeoutException {
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis <= 0)
      throw new SocketTimeoutException();
    return (int) millis;
  }

  private static String reason(IOException e) {
    return e instanceof SocketTimeoutException ? "no complete answer within " + DEADLINE.toSeconds() + " s" : e.getMessage();
  }

  private KithException failed(String literal, String why) {
    return new KithException(ErrorCode.FORBIDDEN,
        "the challenge could not be fetched from " + literal + " port " + port + ": " + why + "; TCP port " + port
            + " of that address must be open to the authority while a node joins or changes its addresses");
  }
}
