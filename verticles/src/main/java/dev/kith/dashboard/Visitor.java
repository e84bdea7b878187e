package dev.kith.dashboard;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a request comes from and by which name it reached us, as far as that can be believed.
///
/// @param remote an address without port
/// @param scheme `http` or `https`
/// @param host name and port as the browser has them; empty if there was none or it was malformed
record Visitor(String remote, String scheme, String host) {
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
  private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9a-fA-F:.]{2,45}])(:[0-9]{1,5})?");

  /// @param trustedProxies so many hops, counted from the right, are our own proxies; what lies left of them is hearsay
  static Visitor of(HttpServerRequest request, int trustedProxies) {
    String peer = request.remoteAddress() == null ? "unknown" : request.remoteAddress().hostAddress();
    String scheme = request.isSSL() ? "https" : "http";
    HostAndPort authority = request.authority();
    String host = authority == null ? "" : authority.toString();
    if (trustedProxies > 0) {
      peer = hop(request, "x-forwarded-for", trustedProxies).flatMap(Visitor::address).orElse(peer);
      scheme = hop(request, "x-forwarded-proto", trustedProxies).filter(List.of("http", "https")::contains).orElse(scheme);
      host = hop(request, "x-forwarded-host", trustedProxies).orElse(host);
    }
    return new Visitor(peer, scheme, HOST.matcher(host).matches() ? host : "");
  }

  boolean secure() { return scheme.equals("https"); }

  String origin() { return scheme + "://" + host; }

  /// The entry that the outermost trusted proxy wrote; the leftmost if fewer proxies than said have written one.
  private static Optional<String> hop(HttpServerRequest request, String header, int trustedProxies) {
    List<String> entries = new ArrayList<>();
    for (String line : request.headers().getAll(header))
      Arrays.stream(line.split(",", 64)).map(String::strip).filter(entry -> !entry.isEmpty()).forEach(entries::add);
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(Math.max(0, entries.size() - trustedProxies)));
  }

  /// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`
  private static Optional<String> address(String entry) {
    String bare = entry;
    if (entry.startsWith("["))
      bare = entry.substring(1, Math.max(1, entry.indexOf(']')));
    else if (entry.indexOf(':') == entry.lastIndexOf(':') && entry.indexOf(':') > 0)
      bare = entry.substring(0, entry.indexOf(':'));
    return Optional.of(bare).filter(address -> ADDRESS.matcher(address).matches());
  }
}
