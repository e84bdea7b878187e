package dev.kith.authority;

import dev.kith.message.KithException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Which addresses a card may name: IP literals of hosts, never names (nothing is looked up), never ones that mean the reader's own
/// machine, its link, or many at once (RFC 8555 10.4: the authority would be sent there).
final class Addressing {
  private Addressing() {}

  /// Each in the spelling of [InetAddress#getHostAddress], without repetition.
  ///
  /// @throws KithException INVALID, naming the address
  static List<String> canonical(List<String> addresses, boolean loopback) {
    Set<String> canonical = new LinkedHashSet<>();
    for (String address : addresses)
      canonical.add(checked(address, loopback));
    return List.copyOf(canonical);
  }

  private static String checked(String text, boolean loopback) {
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw KithException.invalid("addresses: \"" + text + "\" is not an IP address");
    }
    String canonical = address.getHostAddress();
    boolean odd = address instanceof Inet4Address ? !canonical.equals(text) : text.contains("%") || text.contains(".");
    if (odd)
      throw KithException.invalid("addresses: \"" + text + "\" is not the usual spelling of an IP address");
    if (address.isAnyLocalAddress() || address.isMulticastAddress() || address.isLinkLocalAddress() || reserved(address)
        || (address.isLoopbackAddress() && !loopback))
      throw KithException.invalid("addresses: " + text + " can't be that of a node for others");
    return canonical.toLowerCase(Locale.ROOT);
  }

  /// "This network" and above multicast, broadcast included.
  private static boolean reserved(InetAddress address) {
    int first = Byte.toUnsignedInt(address.getAddress()[0]);
    return address instanceof Inet4Address && (first == 0 || first >= 240);
  }
}
