package dev.kith.cli;

import java.net.InetAddress;

/// Whether a host is this machine.
final class Loopback {
  private Loopback() {}

  /// @param host as in a URL: a name, or an address, IPv6 perhaps in brackets
  static boolean is(String host) {
    if (host.equalsIgnoreCase("localhost"))
      return true;
    try {
      return InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false; // a name
    }
  }
}
