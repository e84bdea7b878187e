package dev.kith.dashboard;

import dev.kith.model.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/// Which controller keeps an idempotency key. Every door that knows the same controllers names the same one, without asking anybody; a
/// controller more or less moves only the keys that are, or were, its own.
final class Keeper {
  private Keeper() {}

  /// @param controllers at least one: all that may have accepted a job, whether they are there now or not
  static NodeId of(String owner, String key, Collection<NodeId> controllers) {
    return controllers.stream().max(Comparator.comparing(node -> weight(owner, key, node), Arrays::compareUnsigned))
        .orElseThrow();
  }

  private static byte[] weight(String owner, String key, NodeId node) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((owner.length() + ":" + owner + key + node).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
