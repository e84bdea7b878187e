package dev.kith.node;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import io.vertx.core.Future;

/// Starts a node in this process.
public final class Node {
  private Node() {}

  /// Completes once the node answers requests.
  public static Future<RunningNode> start(NodeConfig config) {
    return Future
        .failedFuture(new KithException(ErrorCode.UNAVAILABLE, "this build has no node to start for role " + config.role()));
  }
}
