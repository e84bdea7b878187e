package dev.kith.node;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How people and new nodes write the address of a door: the base path is in it once, whether `http.publicUrl` names it or not.
final class PublicAddress {
  private static final int HTTPS = 443;

  private PublicAddress() {}

  /// `https://mesh.example/x`, without a slash at the end. A path in `http.publicUrl` is the whole path (the proxy may have another
  /// than this node's door); without one the base path comes behind it.
  static Optional<String> url(NodeConfig.Http http) {
    return http.publicUrl().map(url -> {
      String path = stripped(url.getRawPath());
      return url.getScheme() + "://" + url.getRawAuthority() + (path.isEmpty() ? http.basePath() : path);
    });
  }

  /// `host:port` or `host:port/base` of the doors by which new nodes come to this one, best first.
  ///
  /// @param doors `host:port` of this node's own
  static List<String> joins(NodeConfig config, List<String> doors) {
    List<String> joins = new ArrayList<>();
    if (!config.mesh().loopback()) // beyond this machine a public door would let nodes in that reach nobody
      url(config.http()).map(URI::create).filter(url -> url.getScheme().equals("https"))
          .ifPresent(url -> joins.add(hostAndPort(url) + stripped(url.getRawPath())));
    doors.forEach(door -> joins.add(door + config.http().basePath()));
    return joins.stream().distinct().toList();
  }

  private static String hostAndPort(URI url) { return url.getHost() + ":" + (url.getPort() < 0 ? HTTPS : url.getPort()); }

  private static String stripped(String path) { return path == null ? "" : path.replaceAll("/+$", ""); }
}
