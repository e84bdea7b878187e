package dev.kith.node;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// By which names and addresses a node can be reached.
final class NetworkAddresses {
  private static final int MAX = 32;

  private NetworkAddresses() {}

  /// Where others reach a node that listens on `host`: that host, or if it is the wildcard, every address of this machine that is
  /// not local to it. Empty for loopback.
  static List<String> of(String host) {
    if (host.equals("localhost"))
      return List.of();
    try {
      InetAddress address = InetAddress.getByName(host);
      if (address.isLoopbackAddress())
        return List.of();
      return address.isAnyLocalAddress() ? all() : List.of(host);
    } catch (UnknownHostException e) {
      throw new KithException(ErrorCode.INVALID, "http.host: \"" + host + "\" is not an address of this machine: unknown host",
          e);
    }
  }

  /// What a certificate for that host is to cover.
  static List<String> names(String host) {
    Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1"));
    names.addAll(of(host));
    return List.copyOf(names);
  }

  private static List<String> all() {
    List<String> found = new ArrayList<>();
    try {
      for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
        if (!each.isUp() || each.isLoopback())
          continue;
        each.inetAddresses().filter(address -> !address.isLinkLocalAddress() && !(address instanceof Inet6Address))
            .map(InetAddress::getHostAddress).forEach(found::add);
      }
    } catch (SocketException e) {
      throw new KithException(ErrorCode.INTERNAL, "cannot list the network interfaces", e);
    }
    return found.size() > MAX ? found.subList(0, MAX) : found;
  }
}
