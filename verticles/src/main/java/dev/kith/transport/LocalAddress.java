package dev.kith.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/// An address of this machine.
///
/// @param prefix bits of its network
/// @param network name of the interface
public record LocalAddress(InetAddress address, int prefix, String network) {
  private static final Pattern VPN = Pattern.compile("(tun|tap|wg|ppp|utun|ipsec|tailscale|zt|nebula|gpd|vpn).*");
  private static final Pattern BRIDGE = Pattern
      .compile("(docker|br-|virbr|veth|vmnet|vboxnet|lxc|lxd|cni|flannel|cali|podman|cilium|kube).*");

  /// What an interface is, by its name: how likely another machine reaches it.
  enum Kind {
    PHYSICAL, VPN, BRIDGE
  }

  Kind kind() {
    if (BRIDGE.matcher(network).matches())
      return Kind.BRIDGE;
    return VPN.matcher(network).matches() ? Kind.VPN : Kind.PHYSICAL;
  }

  /// How good it is for others to try; less is better: private and public ones of real interfaces, IPv6 of the site (ULA), those of
  /// VPNs, those of bridges to containers, link-local, loopback.
  int rank() {
    if (address.isLoopbackAddress())
      return 70;
    if (address.isLinkLocalAddress())
      return 60;
    return switch (kind()) {
      case BRIDGE -> 50;
      case VPN -> 40;
      case PHYSICAL -> ofScope();
    };
  }

  private int ofScope() {
    if (isPrivate(address))
      return address instanceof Inet4Address ? 0 : 30;
    return address instanceof Inet4Address ? 10 : 20;
  }

  boolean sees(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] theirs = other.getAddress();
    if (mine.length != theirs.length)
      return false;
    for (int bit = 0; bit < prefix; bit++) {
      if (((mine[bit / 8] ^ theirs[bit / 8]) & (0x80 >> (bit % 8))) != 0)
        return false;
    }
    return true;
  }

  /// RFC 1918, the shared range of carriers and some VPNs (RFC 6598), ULA (RFC 4193).
  static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 16)
      return (bytes[0] & 0xfe) == 0xfc;
    return address.isSiteLocalAddress() || ((bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64);
  }
}
