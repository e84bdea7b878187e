package dev.kith.authority;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Where the authority may be sent to fetch a challenge: plain unicast addresses, written in the one usual way, and host names all of
/// whose addresses are such. A name is resolved once, and the addresses that were checked are those that are connected to, so nothing can
/// change in between (RFC 8555 10.4).
///
/// @param loopback whether this machine itself is a target: only if the authority listens on loopback alone
/// @param own whether an address is one of this machine's and the challenge's port there is another door of this node
/// @param resolver from a name to all of its addresses
record ChallengeTargets(boolean loopback, Predicate<InetAddress> own, Resolver resolver) {
  static final int ADDRESSES_OF_NAME_MAX = 8;

  /// Blocks.
  interface Resolver {
    List<InetAddress> addresses(String name) throws UnknownHostException;
  }

  ChallengeTargets(boolean loopback, Predicate<InetAddress> own) {
    this(loopback, own, name -> List.of(InetAddress.getAllByName(name)));
  }

  private static final Pattern DOTTED = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
  private static final Pattern COLONS = Pattern.compile("[0-9a-fA-F:]{2,39}");
  /// Ranges of the IANA registries of special addresses by which a host reaches itself, its link or its provider.
  private static final List<Network> DENIED = List.of(Network.of("00000000", 8, "unspecified"),
      Network.of("a9fe0000", 16, "link-local"), Network.of("c0000000", 24, "reserved"), Network.of("e0000000", 4, "multicast"),
      Network.of("f0000000", 4, "reserved"), Network.of("646464c8", 32, "a cloud's metadata service"),
      Network.of("00000000000000000000000000000000", 96, "an IPv4 address in disguise, or unspecified"),
      Network.of("00000000000000000000ffff00000000", 96, "an IPv4 address in disguise"),
      Network.of("0064ff9b000000000000000000000000", 96, "an IPv4 address in disguise"),
      Network.of("0064ff9b000100000000000000000000", 48, "an IPv4 address in disguise"),
      Network.of("20010000000000000000000000000000", 32, "an IPv4 address in disguise"),
      Network.of("20020000000000000000000000000000", 16, "an IPv4 address in disguise"),
      Network.of("fe800000000000000000000000000000", 10, "link-local"),
      Network.of("fec00000000000000000000000000000", 10, "reserved"),
      Network.of("ff000000000000000000000000000000", 8, "multicast"),
      Network.of("fd000ec2000000000000000000000254", 128, "a cloud's metadata service"));

  /// All that an address or a name, as a stranger wrote it, leads to.
  ///
  /// @throws KithException INVALID if it leads nowhere, FORBIDDEN if challenges are not fetched from one of them
  List<InetAddress> all(String addressOrName) {
    if (!Addressing.isName(addressOrName))
      return List.of(check(addressOrName));
    try {
      List<InetAddress> found = resolver.addresses(addressOrName);
      if (found.isEmpty() || found.size() > ADDRESSES_OF_NAME_MAX)
        throw KithException
            .invalid("addresses: " + addressOrName + " must have 1 to " + ADDRESSES_OF_NAME_MAX + " addresses, not "
                + found.size());
      return found.stream().map(each -> check(each.getHostAddress())).toList();
    } catch (UnknownHostException e) {
      throw new KithException(ErrorCode.INVALID, "addresses: the authority knows no address of the name " + addressOrName, e);
    }
  }

  /// @param literal an address as a stranger wrote it
  /// @return that address, to which no name leads
  /// @throws KithException INVALID if it is no plain address, FORBIDDEN if challenges are not fetched there
  InetAddress check(String literal) {
    InetAddress address = parse(literal);
    if (address.isLoopbackAddress()) {
      if (!loopback)
        throw denied(literal, "loopback, and this node listens beyond it");
      return address;
    }
    DENIED.stream().filter(network -> network.has(address)).findFirst().ifPresent(network -> {
      throw denied(literal, network.what());
    });
    if (own.test(address))
      throw denied(literal, "another door of this node");
    return address;
  }

  private static InetAddress parse(String literal) {
    boolean dotted = DOTTED.matcher(literal).matches();
    if (!dotted && !(COLONS.matcher(literal).matches() && literal.indexOf(':') >= 0))
      throw notAnAddress(literal);
    try {
      return InetAddress.ofLiteral(literal);
    } catch (IllegalArgumentException outOfRange) {
      throw notAnAddress(literal);
    }
  }

  private static KithException notAnAddress(String literal) {
    String shown = literal.length() <= 45 ? literal : literal.substring(0, 45) + "...";
    return KithException.refused(ErrorCode.INVALID, "addresses",
        "must be plain IP addresses or host names, not \"" + shown.replaceAll("[^\\x21-\\x7e]", "?") + "\"");
  }

  private static KithException denied(String literal, String what) {
    return KithException.refused(ErrorCode.FORBIDDEN, "addresses",
        "has " + literal + ": challenges are not fetched there (" + what + ")");
  }

  /// @param bits of `prefix` that count
  private record Network(List<Byte> prefix, int bits, String what) {
    static Network of(String hex, int bits, String what) {
      byte[] bytes = HexFormat.of().parseHex(hex);
      Byte[] boxed = new Byte[bytes.length];
      Arrays.setAll(boxed, at -> bytes[at]);
      return new Network(List.of(boxed), bits, what);
    }

    boolean has(InetAddress address) {
      byte[] bytes = address.getAddress();
      if (bytes.length != prefix.size() || (bytes.length == 4) != (address instanceof Inet4Address))
        return false;
      for (int bit = 0; bit < bits; bit++) {
        if (((bytes[bit / 8] ^ prefix.get(bit / 8)) >> (7 - bit % 8) & 1) != 0)
          return false;
      }
      return true;
    }
  }
}
