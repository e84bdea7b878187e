package dev.kith.dashboard;

import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;

/// The links of an invite. Secrets of links stand in the fragment, which browsers keep to themselves; the signing key's
/// fingerprint beside them lets the page check who it talks to.
///
/// @param base origin and base path
record InviteLinks(String base, String fingerprint) {
  static InviteLinks of(DashboardConfig config, Visitor visitor, SigningKey key) {
    String base = Optional.of(config).flatMap(DashboardConfig::publicUrl).orElseGet(() -> visitor.origin() + config.basePath());
    return new InviteLinks(base, key.fingerprint());
  }

  /// Whether only browsers on this machine can follow them.
  boolean thisMachineOnly() {
    String host = URI.create(base).getHost();
    try {
      return host == null || host.equals("localhost")
          || InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")).isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  String token(String token) { return base + "/worker#" + token + "." + fingerprint; }

  String code(String code) { return base + "/j/" + code + "#" + fingerprint; }

  String phrase(String phrase) { return base + "/p/" + phrase + "#" + fingerprint; }
}
