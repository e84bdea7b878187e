package dev.kith.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.TcpIpConfig;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Hazelcast as a membership protocol and nothing else: no client port, no discovery of its own, no phoning home, few threads. Where a
/// member listens is for [MemberPlace].
final class HazelcastSettings {
  /// Must be the same on all members of a mesh: they compare them as text.
  private static final Map<String, String> PROPERTIES = Map.ofEntries(Map.entry("hazelcast.phone.home.enabled", "false"),
      Map.entry("hazelcast.logging.type", "slf4j"), Map.entry("hazelcast.logging.details.enabled", "false"),
      Map.entry("hazelcast.shutdownhook.enabled", "false"), Map.entry("hazelcast.metrics.enabled", "false"),
      Map.entry("hazelcast.wait.seconds.before.join", "0"), Map.entry("hazelcast.max.wait.seconds.before.join", "0"),
      Map.entry("hazelcast.max.join.seconds", "20"), Map.entry("hazelcast.partition.count", "31"),
      Map.entry("hazelcast.heartbeat.interval.seconds", "1"), Map.entry("hazelcast.max.no.heartbeat.seconds", "5"),
      Map.entry("hazelcast.connection.monitor.max.faults", "0"), Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
      Map.entry("hazelcast.merge.next.run.delay.seconds", "5"), Map.entry("hazelcast.graceful.shutdown.max.wait", "5"),
      Map.entry("hazelcast.io.thread.count", "1"), Map.entry("hazelcast.operation.thread.count", "2"),
      Map.entry("hazelcast.operation.generic.thread.count", "2"), Map.entry("hazelcast.operation.response.thread.count", "1"),
      Map.entry("hazelcast.event.thread.count", "1"), Map.entry("hazelcast.prefer.ipv4.stack", "false"));
  /// How long members that start together ask one another before one of them takes the lead.
  private static final int CLAIM_SECONDS = 3;

  private HazelcastSettings() {}

  /// @param seeds live ones
  /// @param bus where this node's event bus is found
  static Config of(ClusterConfig config, List<String> seeds, BusAddress bus) {
    Config made = new Config("kith-" + config.nodeId() + "-" + UUID.randomUUID()).setClusterName("kith-" + config.mesh());
    PROPERTIES.forEach(made::setProperty);
    made.getJetConfig().setEnabled(false);
    made.getMetricsConfig().setEnabled(false);
    made.getSerializationConfig().setJavaSerializationFilterConfig(new JavaSerializationFilterConfig());
    made.getMemberAttributeConfig().setAttribute(Membership.NODE_ID, config.nodeId().value())
        .setAttribute(Membership.BUS_HOST, bus.host()).setAttribute(Membership.BUS_PORT, Integer.toString(bus.port()));
    return made.setAdvancedNetworkConfig(network(seeds));
  }

  private static AdvancedNetworkConfig network(List<String> seeds) {
    AdvancedNetworkConfig network = new AdvancedNetworkConfig().setEnabled(true)
        .setMemberEndpointConfig(new ServerSocketEndpointConfig());
    JoinConfig join = network.getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    TcpIpConfig tcpIp = join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(CLAIM_SECONDS);
    seeds.forEach(tcpIp::addMember);
    return network;
  }
}
