package dev.kith.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/// Whom limits count by: an IPv4 address, or the /64 network of an IPv6 address, since whoever has one of its addresses has all.
/// Anything else (a name given by a test or a socket without address) counts as itself.
///
/// @param name what counters are kept by
record Remote(String name, boolean loopback) {
  private static final int MAX_CHARS = 64;

  static Remote of(String text) {
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      return new Remote(network(address), address.isLoopbackAddress());
    } catch (IllegalArgumentException notAnAddress) {
      return new Remote(text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS), false);
    }
  }

  private static String network(InetAddress address) {
    if (!(address instanceof Inet6Address))
      return address.getHostAddress();
    byte[] prefix = Arrays.copyOf(address.getAddress(), 8);
    return java.util.HexFormat.of().formatHex(prefix) + "::/64";
  }
}
