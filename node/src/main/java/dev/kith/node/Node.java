package dev.kith.node;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/// Starts a node in this process.
public final class Node {
  private Node() {}

  /// How a data directory's node gets into a mesh.
  public static Enrolment enrolment() {
    return (config, host, port, _, _) -> {
      throw new KithException(ErrorCode.UNAVAILABLE,
          "cannot join " + host + ":" + port + ": this version cannot join a mesh yet; nothing was done in " + config.data());
    };
  }

  /// Completes once the node answers requests. If a part can't start, those that had are stopped again.
  public static Future<RunningNode> start(NodeConfig config) {
    if (config.role() == Role.WORKER) {
      return Future.failedFuture(new KithException(ErrorCode.UNAVAILABLE,
          "node.role: \"worker\" needs a mesh to join, which this version does not have yet; use dual or controller"));
    }
    Promise<RunningNode> started = Promise.promise();
    Thread.ofPlatform().name("kith-start").start(() -> {
      try {
        started.complete(StartUp.of(config));
      } catch (RuntimeException e) {
        started.fail(e);
      }
    });
    return started.future();
  }
}
