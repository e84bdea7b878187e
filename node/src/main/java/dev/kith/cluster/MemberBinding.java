package dev.kith.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.JoinRequest;
import com.hazelcast.internal.nio.ConnectionListener;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerConnectionManager;
import com.hazelcast.internal.server.tcp.TcpServerConnection;
import dev.kith.model.NodeId;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds members to their certificates: the node id among a member's attributes is that of the certificate shown on the connection to
/// its address. A member for which this does not hold is not let in, or loses its connection. Thread-safe.
final class MemberBinding implements ConnectionListener<ServerConnection> {
  private static final Logger LOG = LoggerFactory.getLogger(MemberBinding.class);

  private final Node node;
  private volatile Consumer<Address> stranger = _ -> {};

  MemberBinding(Node node) { this.node = node; }

  /// @param stranger told the address of each node of the mesh that is connected without being a member of this cluster
  void watch(Consumer<Address> stranger) {
    this.stranger = stranger;
    connections().addConnectionListener(this);
    connections().getConnections().forEach(this::connectionAdded);
  }

  /// On the master, before it lets anybody in.
  void check(JoinRequest request) {
    ServerConnection connection = connections().get(request.getAddress());
    NodeId shown = connection == null ? null : shown(connection);
    String claimed = request.getAttributes().get(Membership.NODE_ID);
    if (shown == null || !shown.value().equals(claimed)) {
      if (connection != null)
        close(connection, claimed, shown);
      throw new SecurityException(
          "member " + request.getAddress() + " claims node id " + claimed + ", its certificate has " + shown);
    }
  }

  /// Of a member that another one let in.
  void check(Member member) {
    ServerConnection connection = member.localMember() ? null : connections().get(member.getAddress());
    if (connection != null)
      check(member, connection);
  }

  private void check(Member member, ServerConnection connection) {
    NodeId shown = shown(connection);
    String claimed = member.getAttribute(Membership.NODE_ID);
    if (shown == null || !shown.value().equals(claimed))
      close(connection, claimed, shown);
  }

  @Override
  public void connectionAdded(ServerConnection connection) {
    Address address = connection.getRemoteAddress();
    Member member = address == null ? null : node.getClusterService().getMember(address);
    if (member != null)
      check(member, connection);
    else if (address != null && shown(connection) != null)
      stranger.accept(address);
  }

  @Override
  public void connectionRemoved(ServerConnection connection) {
    // nothing was kept
  }

  private static void close(ServerConnection connection, String claimed, NodeId shown) {
    LOG.warn("refused member {}: it claims node id {}, its certificate has {}", connection.getRemoteAddress(), claimed, shown);
    connection.close("its certificate is of another node", null);
  }

  private ServerConnectionManager connections() { return node.getServer().getConnectionManager(EndpointQualifier.MEMBER); }

  private static NodeId shown(ServerConnection connection) {
    return connection instanceof TcpServerConnection tcp ? TlsChannel.node(tcp.getChannel()) : null;
  }
}
