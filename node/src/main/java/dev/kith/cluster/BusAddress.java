package dev.kith.cluster;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// Where a node's event bus listens.
record BusAddress(String host, int port) {
  boolean is(SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getPort() == port && (inet.getHostString().equals(host)
        || (inet.getAddress() != null && inet.getAddress().getHostAddress().equals(host)));
  }
}
