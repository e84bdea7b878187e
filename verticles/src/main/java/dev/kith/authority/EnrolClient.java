package dev.kith.authority;

import dev.kith.codec.JsonFields;
import dev.kith.codec.MessageCodec;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Blob;
import dev.kith.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/// The authority's enrolment door as seen by a node that wants in. Blocks. TLS, pinned; in clear only on this machine.
final class EnrolClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int TRIES = 12;
  private static final int ERROR_BYTES_MAX = 8 * 1024;

  /// @param body at most [Welcome#BYTES_MAX] bytes
  record Answer(int status, Blob body) {
    <T> T as(Class<T> type) { return MessageCodec.decode(body.bytes(), type, Welcome.BYTES_MAX); }
  }

  private final JoinRequest request;
  private final Consumer<String> progress;
  private final HttpClient http;
  private final InstantSource clock;
  private Optional<String> difference = Optional.empty();
  private String scheme = "https";

  EnrolClient(JoinRequest request, Digest root, InstantSource clock, Consumer<String> progress) {
    this.request = request;
    this.clock = clock;
    this.progress = progress;
    this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
        .proxy(HttpClient.Builder.NO_PROXY).connectTimeout(CONNECT).sslContext(PinnedRoot.context(root, clock)).build();
  }

  /// Tries again while the authority says that it is busy.
  ///
  /// @throws KithException what the authority refused with, or UNAVAILABLE, FORBIDDEN for what is wrong on the way
  Answer post(String path, byte[] body) {
    for (int tried = 1;; tried++) {
      HttpResponse<InputStream> response = send(path, body);
      response.headers().firstValue(EnrolDoor.CLOCK).flatMap(EnrolDoor::instant)
          .ifPresent(there -> difference = Clocks.difference(clock.instant(), there));
      byte[] content = content(response);
      if (response.statusCode() == 201 || response.statusCode() == 202)
        return new Answer(response.statusCode(), new Blob(content));
      KithException refused = refused(response.statusCode(), content);
      if (!refused.code().retryable() || tried == TRIES)
        throw refused;
      long wait = Math.clamp(response.headers().firstValueAsLong("retry-after").orElse(2), 1, 60);
      progress.accept("the authority is busy (" + refused.getMessage() + "); next try in " + wait + " s");
      pause(Duration.ofSeconds(wait));
    }
  }

  /// How this machine's clock differed from the authority's, as of the last answer.
  Optional<String> difference() { return difference; }

  private HttpResponse<InputStream> send(String path, byte[] body) {
    try {
      return exchange(path, body);
    } catch (SSLException e) {
      Optional<Untrusted> untrusted = untrusted(e);
      if (untrusted.isPresent()) {
        if (untrusted.get().timely())
          throw new KithException(ErrorCode.CONFLICT, "cannot join: " + request.hostAndPort() + ": " + untrusted.get().why()
              + "; nothing was sent", e);
        throw new KithException(ErrorCode.FORBIDDEN,
            request.hostAndPort() + " shows the certificate of another mesh, or of none ("
                + untrusted.get().why() + "); nothing was sent",
            e);
      }
      if (scheme.equals("https") && loopback()) {
        scheme = "http"; // a mesh that is tried out on one machine
        return send(path, body);
      }
      throw new KithException(ErrorCode.UNAVAILABLE,
          request.hostAndPort() + " does not speak TLS as it should: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new KithException(ErrorCode.UNAVAILABLE, "cannot reach " + request.hostAndPort() + ": " + reason(e)
          + "; is the address right, the node up, and its TCP port open to this machine?", e);
    }
  }

  private HttpResponse<InputStream> exchange(String path, byte[] body) throws IOException {
    HttpRequest call = HttpRequest.newBuilder(request.url(scheme, AuthorityVerticle.PATH + path)).timeout(ANSWER)
        .header("content-type", "application/json").header(EnrolDoor.CLOCK, clock.instant().toString())
        .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
    try {
      return http.send(call, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KithException(ErrorCode.UNAVAILABLE, "joining was interrupted", e);
    }
  }

  private byte[] content(HttpResponse<InputStream> response) {
    try (InputStream in = response.body()) {
      byte[] content = in.readNBytes(Welcome.BYTES_MAX + 1);
      if (content.length <= Welcome.BYTES_MAX)
        return content;
    } catch (IOException e) {
      throw new KithException(ErrorCode.UNAVAILABLE, request.hostAndPort() + " broke off its answer: " + reason(e), e);
    }
    throw new KithException(ErrorCode.TOO_LARGE,
        "the answer of " + request.hostAndPort() + " must have at most " + Welcome.BYTES_MAX + " bytes");
  }

  private KithException refused(int status, byte[] content) {
    try {
      JsonFields error = JsonFields.parse("answer", content, ERROR_BYTES_MAX);
      String text = error.text("error", 1, 4_096);
      String code = error.text("code", 1, 64);
      return new KithException(
          Arrays.stream(ErrorCode.values()).filter(known -> known.name().equalsIgnoreCase(code)).findFirst()
              .orElse(ErrorCode.INTERNAL),
          text);
    } catch (KithException notOurs) {
      return new KithException(status == 503 ? ErrorCode.UNAVAILABLE : ErrorCode.INVALID,
          request.hostAndPort() + " answered with status " + status + "; is that the door of a Kith node?", notOurs);
    }
  }

  private boolean loopback() {
    String host = request.host().replaceAll("[\\[\\]]", "");
    if (host.equals("localhost"))
      return true;
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  /// @param timely the certificate is the right one, at the wrong time
  private record Untrusted(String why, boolean timely) {}

  private static Optional<Untrusted> untrusted(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof java.security.cert.CertificateException)
        return Optional.of(new Untrusted(String.valueOf(each.getMessage()), each instanceof PinnedRoot.NotNow));
    }
    return Optional.empty();
  }

  private static String reason(IOException e) {
    return switch (e) {
      case java.net.http.HttpConnectTimeoutException _ -> "no connection within " + CONNECT.toSeconds() + " s";
      case java.net.http.HttpTimeoutException _ -> "no answer within " + ANSWER.toSeconds() + " s";
      case ConnectException refused when refused.getMessage() == null -> "the connection was refused, or there is no such host";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static void pause(Duration wait) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KithException(ErrorCode.UNAVAILABLE, "joining was interrupted", e);
    }
  }

  @Override
  public void close() { http.shutdownNow(); }
}
