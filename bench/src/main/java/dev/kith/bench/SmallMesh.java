package dev.kith.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A node that made a mesh, and one that joins it by a token, both processes of their own on loopback. The second one may end in any way
/// and be started again on its data.
final class SmallMesh implements AutoCloseable {
  private final Map<String, String> environment;
  private final NodeUnderTest first;
  private Path data;
  private NodeUnderTest second;

  private SmallMesh(Map<String, String> environment, NodeUnderTest first) {
    this.environment = environment;
    this.first = first;
  }

  static SmallMesh start(Map<String, String> environment) throws IOException, InterruptedException {
    return new SmallMesh(environment, NodeUnderTest.start(environment));
  }

  NodeUnderTest first() { return first; }

  NodeUnderTest second() { return second; }

  String token() throws IOException, InterruptedException {
    return first.api().post("/api/mesh/tokens", new JsonObject().put("role", "dual")).getJsonArray("join").getString(0);
  }

  /// `kith join` of a new node.
  void join() throws IOException, InterruptedException { join(token()); }

  void join(String token) throws IOException, InterruptedException {
    forget();
    data = Directories.temporary();
    Files.createDirectories(data);
    second = NodeUnderTest.startOn(data, environment, "join", token);
  }

  /// `kith up` of the one that joined before.
  void up() throws IOException, InterruptedException { second = NodeUnderTest.startOn(data, environment, "up"); }

  /// In order, with a goodbye; its data stays.
  void stop() throws IOException {
    if (second != null)
      second.close();
    second = null;
  }

  private void forget() throws IOException {
    stop();
    if (data != null)
      Directories.delete(data);
    data = null;
  }

  @Override
  public void close() throws IOException {
    try {
      forget();
    } finally {
      first.close();
    }
  }
}
