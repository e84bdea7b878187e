package dev.kith.cluster;

import dev.kith.crypto.MeshTls;
import dev.kith.model.NodeId;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// How a node takes part in its mesh's cluster.
///
/// @param mesh the mesh's id, as in certificates' names
/// @param bind the IP address to listen at
/// @param tell the address at which other nodes find this one; often the same
/// @param clusterPort of membership; 0 for a free one
/// @param busPort of the event bus; 0 for a free one
/// @param seeds cluster ports of others, `address:port`; those that do not answer are passed over
/// @param eventLoops threads of Vert.x
public record ClusterConfig(NodeId nodeId, String mesh, String bind, String tell, int clusterPort, int busPort,
    List<String> seeds,
    MeshTls tls, int eventLoops) {
  static final int SEEDS_MAX = 256;
  private static final Pattern SEED = Pattern.compile("[0-9A-Za-z.-]{1,253}:[0-9]{1,5}|\\[[0-9a-fA-F:.]{2,45}]:[0-9]{1,5}");
  private static final int PORT_MAX = 65_535;
  private static final int EVENT_LOOPS_MAX = 1_024;

  public ClusterConfig {
    Objects.requireNonNull(nodeId, "nodeId");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(bind, "bind");
    Objects.requireNonNull(tell, "tell");
    if (mesh.isBlank() || mesh.contains("/"))
      throw new IllegalArgumentException("mesh must be an id without '/', not '" + mesh + "'");
    within("clusterPort", clusterPort, 0, PORT_MAX);
    within("busPort", busPort, 0, PORT_MAX);
    within("eventLoops", eventLoops, 1, EVENT_LOOPS_MAX);
    if (seeds.size() > SEEDS_MAX)
      throw new IllegalArgumentException("seeds: at most " + SEEDS_MAX + ", not " + seeds.size());
    seeds = seeds.stream().map(ClusterConfig::seed).distinct().toList();
  }

  static String seed(String value) {
    if (value == null || !SEED.matcher(value).matches())
      throw new IllegalArgumentException("seed must be address:port, not '" + value + "'");
    within("seed port", Integer.parseInt(value.substring(value.lastIndexOf(':') + 1)), 1, PORT_MAX);
    return value;
  }

  private static void within(String field, int value, int min, int max) {
    if (value < min || value > max)
      throw new IllegalArgumentException(field + " must be from " + min + " to " + max + ", not " + value);
  }
}
