package dev.kith.dashboard;

import java.net.InetAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// By which names this node may be called. A door that only its own machine reaches answers to its own names alone, so that a site whose
/// name is made to point to 127.0.0.1 gets nothing from it; and no page but our own may open a WebSocket.
final class OwnHosts {
  private final boolean loopback;
  private final Set<String> named = new HashSet<>();
  private final Optional<String> publicOrigin;

  /// @param listening where the door listens
  /// @param more names without ports
  OwnHosts(String listening, Optional<String> publicUrl, Set<String> more) {
    loopback = isLoopback(listening);
    named.add(listening.toLowerCase(Locale.ROOT));
    more.forEach(name -> named.add(bare(name)));
    publicUrl.map(URI::create).map(URI::getHost).ifPresent(host -> named.add(bare(host)));
    publicOrigin = publicUrl.map(url -> url.replaceFirst("^(https?://[^/]+).*$", "$1").toLowerCase(Locale.ROOT));
  }

  /// @param host as the request has it, without port
  boolean answersFor(String host) { return !loopback || isLoopback(bare(host)) || named.contains(bare(host)); }

  /// @param origin as a browser says it
  /// @param visited by which name and port the request reached us
  boolean isPageOfOurs(String origin, String visited) {
    String lower = origin.toLowerCase(Locale.ROOT);
    if (publicOrigin.isPresent() && publicOrigin.get().equals(lower))
      return true;
    String host = lower.replaceFirst("^https?://", "");
    String name = bare(host.replaceFirst(":[0-9]+$", ""));
    boolean web = !host.equals(lower);
    boolean byName = named.contains(name) && !isLoopback(name); // other ports of this machine are others' pages
    return web && (byName || (!visited.isEmpty() && withoutUsualPort(host).equals(withoutUsualPort(visited))));
  }

  private static String withoutUsualPort(String host) { return host.toLowerCase(Locale.ROOT).replaceFirst(":(80|443)$", ""); }

  private static boolean isLoopback(String host) {
    String name = bare(host);
    if (name.equals("localhost") || name.endsWith(".localhost"))
      return true;
    try {
      return InetAddress.ofLiteral(name).isLoopbackAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  private static String bare(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[") && lower.endsWith("]"))
      return lower.substring(1, lower.length() - 1);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
