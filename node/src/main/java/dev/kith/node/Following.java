package dev.kith.node;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the node follow its machine's addresses, every few seconds, off the event loop. See [MeshSide#follow].
final class Following extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);
  /// Java tells of no change by itself.
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final MeshSide mesh;
  private Future<?> looking = Future.succeededFuture();

  Following(MeshSide mesh) { this.mesh = mesh; }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(EVERY.toMillis(), _ -> look());
    return Future.succeededFuture();
  }

  private void look() {
    if (!looking.isComplete())
      return;
    looking = vertx.executeBlocking(() -> {
      mesh.follow();
      return null;
    }).onFailure(failure -> LOG.error("the addresses of this machine can't be looked at", failure));
  }
}
