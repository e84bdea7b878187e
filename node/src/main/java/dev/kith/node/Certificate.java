package dev.kith.node;

import java.nio.file.Path;
import java.util.Optional;

/// The certificate of the door and its key, PEM files.
///
/// @param made whether it is the one that the mesh's authority issued, which no browser knows
record Certificate(Path file, Path key, boolean made) {
  /// @return empty if the door speaks clear HTTP, on loopback
  static Optional<Certificate> of(NodeConfig.Http http, Path data) {
    if (!http.tls())
      return Optional.empty();
    if (!http.selfSigned())
      return Optional.of(new Certificate(http.tlsCert().orElseThrow(), http.tlsKey().orElseThrow(), false));
    Path mesh = data.resolve("mesh");
    return Optional.of(new Certificate(mesh.resolve("tls.pem"), mesh.resolve("tls.key"), true));
  }
}
