package dev.kith.transport;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// In which order addresses are told to others, and tried.
final class AddressOrder {
  private AddressOrder() {}

  /// Own addresses, best for others first; the same for the same set.
  static List<LocalAddress> ranked(List<LocalAddress> mine) {
    return mine.stream().distinct().sorted(Comparator.comparingInt(LocalAddress::rank).thenComparing(LocalAddress::network)
        .thenComparing(local -> local.address().getAddress(), Arrays::compareUnsigned)).toList();
  }

  /// Doors of one other node, best to try first; equal ones stay in the order that node gave.
  static List<Door> ranked(List<Door> doors, List<LocalAddress> mine) {
    return doors.stream().sorted(Comparator.comparingInt(door -> rank(door, mine))).toList();
  }

  private static int rank(Door door, List<LocalAddress> mine) {
    if (Door.loopback(door.host()))
      return 0;
    try {
      return rank(InetAddress.ofLiteral(door.host()), mine);
    } catch (IllegalArgumentException aName) {
      return 50;
    }
  }

  /// A network of containers has the same addresses on many machines, so that to share it says little.
  private static int rank(InetAddress target, List<LocalAddress> mine) {
    Optional<LocalAddress.Kind> shared = mine.stream().filter(local -> !local.address().isLoopbackAddress() && local.sees(target))
        .map(LocalAddress::kind).min(Comparator.naturalOrder());
    if (target.isLinkLocalAddress())
      return 70;
    if (shared.isEmpty())
      return LocalAddress.isPrivate(target) ? 30 : 40;
    return switch (shared.get()) {
      case PHYSICAL -> 10;
      case VPN -> 20;
      case BRIDGE -> 60;
    };
  }
}
