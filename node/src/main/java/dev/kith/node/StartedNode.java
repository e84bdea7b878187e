package dev.kith.node;

import dev.kith.message.AccessReply.KeyMade;
import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// A node that answers.
final class StartedNode implements RunningNode {
  private final NodeConfig config;
  private final Parts parts;
  private final int port;
  private final MeshSide mesh;
  private final Optional<KeyMade> firstKey;
  private final Optional<DoorCertificate> certificate;

  StartedNode(NodeConfig config, Parts parts, int port, MeshSide mesh, Optional<KeyMade> firstKey,
      Optional<DoorCertificate> certificate) {
    this.config = config;
    this.parts = parts;
    this.port = port;
    this.mesh = mesh;
    this.firstKey = firstKey;
    this.certificate = certificate;
  }

  @Override
  public URI url() {
    boolean everywhere = config.http().host().equals("0.0.0.0") || config.http().host().equals("::");
    return at(everywhere ? "127.0.0.1" : config.http().host());
  }

  @Override
  public List<URI> networkUrls() { return mesh.reach().doorHosts().stream().map(this::at).toList(); }

  @Override
  public Optional<String> ownerKey() { return firstKey.map(KeyMade::secret).or(() -> LocalNode.key(config.data())); }

  @Override
  public Optional<FirstStart> firstStart() { return firstKey.map(key -> new FirstStart(key.secret(), key.mnemonic())); }

  @Override
  public Optional<DoorCertificate> certificate() { return certificate; }

  @Override
  public Sight sight() { return mesh.sight(); }

  @Override
  public Future<Void> close() { return parts.close(); }

  private URI at(String host) {
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return URI.create((config.http().tls() ? "https" : "http") + "://" + literal + ":" + port + config.http().basePath());
  }
}
