package dev.kith.dashboard;

import dev.kith.message.AccessRequest;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/// What a request presents to be let in. A key given outright goes before a session.
sealed interface Credentials {
  String COOKIE = "kith_session_";
  int MAX_CHARS = 512;

  record None() implements Credentials {}

  /// Sent by the client itself, so no other site can have made it.
  record Key(String secret) implements Credentials {
    @Override
    public String toString() { return "Key[]"; }
  }

  /// Sent by the browser whoever made the request: changes need a look at its origin.
  record Session(String cookie) implements Credentials {
    @Override
    public String toString() { return "Session[]"; }
  }

  /// @param port of this door, by which its cookie is named: all ports of a host share one jar
  static Credentials of(HttpServerRequest request, int port) {
    String header = request.getHeader("authorization");
    if (header != null) {
      if (!header.regionMatches(true, 0, "Bearer ", 0, 7))
        throw new KithException(ErrorCode.UNAUTHORIZED, "authorization must be Bearer and a key");
      return key(header.substring(7));
    }
    String token = request.getHeader("x-client-token");
    if (token != null)
      return key(token);
    return session(request, port).<Credentials>map(Session::new).orElseGet(None::new);
  }

  static Optional<String> session(HttpServerRequest request, int port) {
    Cookie cookie = request.getCookie(COOKIE + port);
    return Optional.ofNullable(cookie).map(Cookie::getValue).filter(value -> !value.isEmpty() && value.length() <= MAX_CHARS);
  }

  /// The question that finds out who this is; none for [None].
  default Optional<AccessRequest> question(String remote) {
    return switch (this) {
      case None() -> Optional.empty();
      case Key(String secret) -> Optional.of(new AccessRequest.Authenticate(secret, remote));
      case Session(String cookie) -> Optional.of(new AccessRequest.ResumeSession(cookie, remote));
    };
  }

  private static Credentials key(String text) {
    String secret = text.strip();
    if (secret.isEmpty() || secret.length() > MAX_CHARS)
      throw new KithException(ErrorCode.UNAUTHORIZED, "no such key");
    return new Key(secret);
  }
}
