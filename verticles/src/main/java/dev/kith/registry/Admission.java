package dev.kith.registry;

import dev.kith.message.KithException;
import dev.kith.model.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which nodes may come in, over and above a good card: all (`open`), or those on a list. Immutable.
public final class Admission {
  /// Nodes on a list.
  public static final int MAX = 10_000;
  private static final int FILE_BYTES = 1 << 20;

  private final Optional<Set<NodeId>> allowed;

  private Admission(Optional<Set<NodeId>> allowed) { this.allowed = allowed; }

  public static Admission open() { return new Admission(Optional.empty()); }

  /// An empty list lets nobody in.
  public static Admission allowlist(Set<NodeId> nodes) {
    if (nodes.size() > MAX) throw KithException.invalid("allowlist must have at most " + MAX + " nodes, not " + nodes.size());
    return new Admission(Optional.of(Set.copyOf(nodes)));
  }

  /// @param file a node id in each line; what follows a `#` is a remark. Blocks on the disk
  /// @throws KithException INVALID, naming file and line
  public static Admission allowlist(Path file) {
    try {
      if (Files.size(file) > FILE_BYTES)
        throw KithException.invalid(file + ": allowlist must have at most " + FILE_BYTES + " bytes, not " + Files.size(file));
      return allowlist(parsed(file, Files.readAllLines(file, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot read the allowlist", e);
    }
  }

  /// Why that node is not let in; empty if it is.
  public Optional<String> refusal(NodeId node) {
    return allowed.isEmpty() || allowed.get().contains(node)
        ? Optional.empty()
        : Optional.of("node " + node + " is not on the allowlist of this node");
  }

  private static Set<NodeId> parsed(Path file, List<String> lines) {
    Set<NodeId> nodes = new HashSet<>();
    for (int at = 0; at < lines.size(); at++) {
      String id = lines.get(at).replaceFirst("#.*", "").strip();
      if (id.isEmpty()) continue;
      try {
        nodes.add(new NodeId(id));
      } catch (IllegalArgumentException e) {
        throw KithException.invalid(file + ", line " + (at + 1) + ": " + e.getMessage());
      }
    }
    return nodes;
  }
}
