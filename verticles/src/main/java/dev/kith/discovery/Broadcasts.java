package dev.kith.discovery;

import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.Set;

/// Where announcements go: the directed broadcast address of every IPv4 network of this machine. Asks the system; blocks shortly.
final class Broadcasts {
  /// Of the loopback network; it reaches every socket of this machine that listens there.
  static final String LOOPBACK = "127.255.255.255";
  static final int MAX = 64;

  private Broadcasts() {}

  static Set<String> targets(boolean loopback) throws SocketException {
    if (loopback) return Set.of(LOOPBACK);
    Set<String> targets = new LinkedHashSet<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (!each.isUp() || each.isLoopback()) continue;
      for (InterfaceAddress address : each.getInterfaceAddresses()) {
        if (address.getBroadcast() != null && targets.size() < MAX) targets.add(address.getBroadcast().getHostAddress());
      }
    }
    return targets;
  }
}
