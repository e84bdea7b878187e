package dev.kith.authority;

import dev.kith.message.KithException;
import dev.kith.message.NodeCard;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Which addresses a card may name: IP literals of hosts and host names, never ones that mean the reader's own machine, its link, or many
/// at once (RFC 8555 10.4: the authority would be sent there). What a name leads to is for [ChallengeTargets].
final class Addressing {
  /// The last label begins with a letter: what some programs read as a number (127.1, 0x7f000001) is no name.
  private static final Pattern NAME = Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  private Addressing() {}

  /// Each in the spelling of [InetAddress#getHostAddress], names in lower case, without repetition.
  ///
  /// @throws KithException INVALID, naming the address
  static List<String> canonical(List<String> addresses, boolean loopback) {
    Set<String> canonical = new LinkedHashSet<>();
    for (String address : addresses)
      canonical.add(checked(address, loopback));
    return List.copyOf(canonical);
  }

  /// Whether it is a host name and no IP literal, whatever its case.
  static boolean isName(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.length() <= NodeCard.ADDRESS_MAX && NAME.matcher(lower).matches() && !lower.matches(".*\\.?localhost");
  }

  private static String checked(String text, boolean loopback) {
    if (isName(text))
      return text.toLowerCase(Locale.ROOT);
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw KithException.invalid("addresses: \"" + text + "\" is not an IP address or host name");
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
