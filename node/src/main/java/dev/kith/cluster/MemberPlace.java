package dev.kith.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.AddressPicker;
import com.hazelcast.instance.EndpointQualifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;

/// Where a member listens, and where others are told that it is. Hazelcast's own choice passes over IPv6 and demands that the machine
/// has the address now.
final class MemberPlace implements AddressPicker {
  private static final int BACKLOG = 100;

  private final InetAddress bind;
  private final int wanted;
  private final InetAddress tell;
  private ServerSocketChannel listening;
  private Address place;

  /// @param port 0: any free one
  MemberPlace(String bind, int port, String tell) {
    this.bind = literal("bind", bind);
    this.wanted = port;
    this.tell = literal("tell", tell);
  }

  private static InetAddress literal(String field, String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(field + " must be an IP address, not '" + address + "'", e);
    }
  }

  @Override
  public void pickAddress() throws IOException {
    ServerSocketChannel opened = ServerSocketChannel.open();
    try {
      opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      opened.bind(new InetSocketAddress(bind, wanted), BACKLOG);
      opened.configureBlocking(false);
      place = new Address(tell, opened.socket().getLocalPort());
    } catch (IOException e) {
      opened.close();
      throw new IOException("cannot listen on " + bind.getHostAddress() + " port " + wanted + ": " + e.getMessage(), e);
    }
    listening = opened;
  }

  @Override
  public Address getBindAddress(EndpointQualifier endpoint) { return place; }

  @Override
  public Address getPublicAddress(EndpointQualifier endpoint) { return place; }

  @Override
  public Map<EndpointQualifier, Address> getPublicAddressMap() { return Map.of(EndpointQualifier.MEMBER, place); }

  @Override
  public Map<EndpointQualifier, Address> getBindAddressMap() { return Map.of(EndpointQualifier.MEMBER, place); }

  @Override
  public ServerSocketChannel getServerSocketChannel(EndpointQualifier endpoint) { return listening; }

  @Override
  public Map<EndpointQualifier, ServerSocketChannel> getServerSocketChannels() {
    return Map.of(EndpointQualifier.MEMBER, listening);
  }
}
