package dev.kith.dashboard;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Comes before everything: refuses requests whose framing another HTTP reader might see otherwise, and puts the security
/// headers on every answer, errors too. What needs other ones (the sandbox frame) replaces them. Confined to the server's context.
final class Hardening implements Handler<RoutingContext> {
  static final String CSP = "content-security-policy";
  static final String FRAME_OPTIONS = "x-frame-options";
  /// For what is not a page.
  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
  private static final Map<String, String> ALWAYS = Map.of(CSP, NOTHING, FRAME_OPTIONS, "DENY", "x-content-type-options",
      "nosniff", "referrer-policy", "no-referrer", "cross-origin-opener-policy", "same-origin", "cross-origin-resource-policy",
      "same-origin", "permissions-policy",
      "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), display-capture=()");
  private static final String HSTS = "max-age=31536000";

  /// RFC 9113 8.2.2
  private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "proxy-connection", "upgrade");

  /// Of a body that nobody wants any more.
  private static final long DISCARDED_BYTES = 1 << 20;

  private final int trustedProxies;
  private final OwnHosts hosts;
  private final Set<HttpConnection> closing = new HashSet<>();

  Hardening(int trustedProxies, OwnHosts hosts) {
    this.trustedProxies = trustedProxies;
    this.hosts = hosts;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (closing.contains(request.connection()))
      return; // came behind a refused one; the connection is on its way out
    if (request.version() != HttpVersion.HTTP_2)
      closeIfRefused(context, request.connection());
    else
      context.addEndHandler(_ -> discardRest(request));
    MultiMap headers = context.response().headers();
    ALWAYS.forEach(headers::set);
    if (Visitor.of(request, trustedProxies).secure())
      headers.set("strict-transport-security", HSTS);
    String fault = fault(request);
    if (!fault.isEmpty())
      ErrorAnswers.send(context, 400, fault, "", "invalid");
    else if (!hosts.answersFor(request.authority().host()))
      ErrorAnswers.send(context, 421,
          "this node does not answer by that name; if it is its own, put it into http.hosts or http.publicUrl", "host",
          "invalid");
    else if (isSocketOfOthers(request))
      ErrorAnswers.send(context, 403, "a WebSocket must be opened by a page of this very node", "origin", "forbidden");
    else
      context.next();
  }

  /// Programs say no origin.
  private boolean isSocketOfOthers(HttpServerRequest request) {
    String origin = request.getHeader("origin");
    return request.getHeader("upgrade") != null && origin != null
        && !hosts.isPageOfOurs(origin, Visitor.of(request, trustedProxies).host());
  }

  /// A refused HTTP/1 request may have left bytes behind that are no request: nothing more is read from that connection.
  private void closeIfRefused(RoutingContext context, HttpConnection connection) {
    context.addHeadersEndHandler(_ -> {
      if (context.response().getStatusCode() >= 400) {
        context.response().headers().set("connection", "close"); // putHeader would not do so late
        closing.add(connection);
      }
    });
    context.addEndHandler(_ -> {
      if (closing.contains(connection))
        connection.close().onComplete(_ -> closing.remove(connection));
    });
  }

  /// An HTTP/2 client that was answered before its body was read still waits to send it: let it, within limits, so that the
  /// connection with its other requests can live on.
  private static void discardRest(HttpServerRequest request) {
    if (request.isEnded())
      return;
    long[] left = {DISCARDED_BYTES};
    request.handler(part -> {
      left[0] -= part.length();
      if (left[0] < 0)
        request.connection().close();
    });
    request.resume();
  }

  /// @return what is wrong with the framing, empty if nothing
  private static String fault(HttpServerRequest request) {
    if (request.authority() == null)
      return "Host is missing or malformed";
    String encoding = request.getHeader("transfer-encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("chunked"))
      return "Transfer-Encoding must be chunked";
    if (encoding != null && request.version() != HttpVersion.HTTP_1_1)
      return "Transfer-Encoding belongs to HTTP/1.1 alone";
    if (request.getHeader("content-encoding") != null)
      return "Content-Encoding is not taken";
    return request.version() == HttpVersion.HTTP_2 ? faultOfHttp2(request) : "";
  }

  /// What [HeadCheck] looks at in HTTP/1, whose heads never come here otherwise.
  private static String faultOfHttp2(HttpServerRequest request) {
    Set<String> names = request.headers().names();
    if (names.stream().anyMatch(HeadCheck::resembles))
      return "a header that resembles a known one is refused";
    Optional<String> hopByHop = HOP_BY_HOP.stream().filter(request.headers()::contains).findFirst();
    if (hopByHop.isPresent())
      return hopByHop.get() + " has no meaning in HTTP/2";
    Optional<String> twice = HeadCheck.ONCE.stream().filter(name -> !name.equals("cookie"))
        .filter(name -> request.headers().getAll(name).size() > 1).findFirst();
    if (twice.isPresent())
      return twice.get() + " must be given once";
    String host = request.getHeader("host");
    if (host != null && !host.equalsIgnoreCase(request.authority().toString()))
      return "host is not what :authority says";
    return HeadCheck.target(request.uri()).orElse("");
  }

  /// A head that could not be read. There is no telling what comes behind it.
  static void refuse(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    int status = switch (cause) {
      case TooLongHttpLineException _ -> 414;
      case TooLongHttpHeaderException _ -> 431;
      default -> 400;
    };
    String text = cause instanceof RequestDecoder.Fault || status != 400 ? cause.getMessage() : "the request is malformed";
    ALWAYS.forEach(request.response().headers()::set);
    request.response().setStatusCode(status).putHeader("content-type", "application/json").putHeader("cache-control", "no-store")
        .putHeader("connection", "close").end(ErrorAnswers.body(text, "", "invalid"));
    request.connection().close();
  }
}
