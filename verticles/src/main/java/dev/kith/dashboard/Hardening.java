package dev.kith.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
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
  private static final Set<String> CONTENT_HEADERS = Set.of("content-type", "content-length", "content-encoding",
      "content-language", "content-disposition", "content-location", "content-md5", "content-range", "content-security-policy");

  private final int trustedProxies;
  private final Set<HttpConnection> closing = new HashSet<>();

  Hardening(int trustedProxies) { this.trustedProxies = trustedProxies; }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (closing.contains(request.connection()))
      return; // came behind a refused one; the connection is on its way out
    if (request.version() != HttpVersion.HTTP_2)
      closeIfRefused(context, request.connection());
    MultiMap headers = context.response().headers();
    ALWAYS.forEach(headers::set);
    if (Visitor.of(request, trustedProxies).secure())
      headers.set("strict-transport-security", HSTS);
    String fault = fault(request);
    if (fault.isEmpty())
      context.next();
    else
      ErrorAnswers.send(context, 400, fault, "", "invalid");
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
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith("content") && !CONTENT_HEADERS.contains(name))
        return "a header that resembles a known one is refused";
      if (name.startsWith("transfer") && !name.equals("transfer-encoding"))
        return "a header that resembles a known one is refused";
    }
    return "";
  }
}
