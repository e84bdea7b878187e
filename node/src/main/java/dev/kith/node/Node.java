package dev.kith.node;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/// Starts a node in this process.
public final class Node {
  private Node() {}

  /// How a data directory's node gets into a mesh.
  public static Enrolment enrolment() { return Enrolling::run; }

  /// Completes once the node answers requests. If a part can't start, those that had are stopped again.
  public static Future<RunningNode> start(NodeConfig config) {
    Promise<RunningNode> started = Promise.promise();
    Thread.ofPlatform().name("kith-start").start(() -> {
      try {
        started.complete(StartUp.of(config));
      } catch (Exception e) { // futures that are waited for throw whatever they failed with
        started.fail(e);
      }
    });
    return started.future();
  }
}
