package dev.kith.node;

import dev.kith.message.NodeCard;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a start would take a node out of reach of the others of its mesh. Asked before anything listens.
final class CutOff {
  private static final int SHOWN = 3;

  private CutOff() {}

  /// @param own card of this node
  /// @param authority card of the authority's node, perhaps the same
  /// @param others where other nodes were last: `ip:port` of the doors of each; none for one that nobody can reach
  /// @return why the start is refused, and what to type
  static Optional<String> why(NodeConfig config, NodeCard own, NodeCard authority, List<List<String>> others) {
    if (!config.mesh().loopback() || config.mesh().outboundOnly())
      return Optional.empty();
    boolean reached = own.addresses().stream().anyMatch(address -> !NodeConfig.isLoopback(address));
    List<String> elsewhere = Stream.concat(authority.node().equals(own.node()) ? Stream.of() : Stream.of(authority.addresses()),
        others.stream()).filter(addresses -> addresses.isEmpty() ? reached : addresses.stream().anyMatch(CutOff::beyond))
        .map(addresses -> addresses.isEmpty() ? "a node behind NAT" : addresses.getFirst()).distinct().toList();
    return elsewhere.isEmpty() ? Optional.empty() : Optional.of(text(config, elsewhere));
  }

  private static boolean beyond(String addressOrDoor) {
    String host = addressOrDoor.replaceFirst("^\\[(.*)](:[0-9]+)?$", "$1");
    return !NodeConfig.isLoopback(host.indexOf(':') == host.lastIndexOf(':') ? host.replaceFirst(":[0-9]+$", "") : host);
  }

  private static String text(NodeConfig config, List<String> elsewhere) {
    String more = elsewhere.size() > SHOWN ? " and " + (elsewhere.size() - SHOWN) + " more" : "";
    return "this node is of a mesh with nodes on other machines (" + String.join(", ", elsewhere.stream().limit(SHOWN).toList())
        + more + "), which can't reach it on " + config.mesh().host() + ". Start it with --host 0.0.0.0, or an address of this"
        + " machine that they reach: kith up --host 0.0.0.0 --data " + config.data()
        + ". To take it out of that mesh: kith leave --offline --data " + config.data();
  }
}
