package dev.kith.transport;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Limits;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The addresses of this machine, on all interfaces, and word when they change: a cable, another Wi-Fi, a VPN that came up. Thread-safe.
public final class LocalAddresses {
  /// How often to look. Java tells of no change by itself.
  public static final Duration POLL = Duration.ofSeconds(5);
  static final int MAX = 64;
  private static final int LISTENERS_MAX = 16;

  private final Supplier<List<LocalAddress>> source;
  private final List<Consumer<List<LocalAddress>>> listeners = new CopyOnWriteArrayList<>();
  private volatile List<LocalAddress> known;

  LocalAddresses(Supplier<List<LocalAddress>> source) {
    this.source = source;
    this.known = read();
  }

  /// Without loopback and link-local addresses, which are of no use to others.
  public static LocalAddresses ofMachine() { return new LocalAddresses(() -> interfaces(false)); }

  /// With loopback and link-local addresses, for a mesh on one machine or one cable.
  public static LocalAddresses withLocalOnes() { return new LocalAddresses(() -> interfaces(true)); }

  /// As last looked at, best for others first.
  public List<LocalAddress> current() { return known; }

  /// The doors of another node, best to try first.
  public List<Door> order(List<Door> doors) { return AddressOrder.ranked(doors, known); }

  /// @param listener told the new addresses by whoever polls; quick
  public void onChange(Consumer<List<LocalAddress>> listener) {
    Limits.range("listeners (their number)", listeners.size() + 1L, 1, LISTENERS_MAX);
    listeners.add(listener);
  }

  /// Looks again; takes some ms. @return whether something changed
  public boolean poll() {
    List<LocalAddress> now = read();
    synchronized (this) {
      if (now.equals(known))
        return false;
      known = now;
    }
    listeners.forEach(listener -> listener.accept(now));
    return true;
  }

  private List<LocalAddress> read() {
    List<LocalAddress> ranked = AddressOrder.ranked(source.get());
    return ranked.size() > MAX ? List.copyOf(ranked.subList(0, MAX)) : ranked;
  }

  private static List<LocalAddress> interfaces(boolean localOnes) {
    List<LocalAddress> found = new ArrayList<>();
    try {
      for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
        if (each.isUp())
          each.getInterfaceAddresses().stream().filter(address -> localOnes || !localOnly(address))
              .map(address -> new LocalAddress(address.getAddress(), address.getNetworkPrefixLength(), each.getName()))
              .forEach(found::add);
      }
    } catch (SocketException e) {
      throw new KithException(ErrorCode.INTERNAL, "cannot list the network interfaces", e);
    }
    return found;
  }

  private static boolean localOnly(InterfaceAddress address) {
    return address.getAddress().isLoopbackAddress() || address.getAddress().isLinkLocalAddress();
  }
}
