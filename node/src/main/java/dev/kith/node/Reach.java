package dev.kith.node;

import dev.kith.cluster.FreePort;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard;
import dev.kith.transport.LocalAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where this node listens and where others reach it. Thread-safe; what it answers changes with the machine's addresses, see [#look].
final class Reach {
  private static final Logger LOG = LoggerFactory.getLogger(Reach.class);
  private static final String NOWHERE = "127.0.0.1";

  private final NodeConfig config;
  private final LocalAddresses local;
  private final InetAddress host;
  private final Whereabouts whereabouts;
  private volatile List<String> addresses;
  private volatile int door;

  private Reach(NodeConfig config, LocalAddresses local, List<String> last) {
    this.config = config;
    this.local = local;
    host = host(config.mesh().host());
    door = config.http().port();
    List<String> now = present();
    whereabouts = new Whereabouts(
        now.isEmpty() && !config.mesh().outboundOnly() ? last.stream().filter(Reach::isLiteral).toList() : now);
    addresses = whereabouts.settled();
  }

  /// @param last what the node's card says: where it was, if the machine has no network now
  static Reach of(NodeConfig config, List<String> last) {
    return new Reach(config, config.mesh().loopback() ? LocalAddresses.withLocalOnes() : LocalAddresses.ofMachine(), last);
  }

  LocalAddresses local() { return local; }

  /// The door's port, once it is known.
  void door(int port) { door = port; }

  int door() { return door; }

  /// For the card, best first: as configured, else the one that is listened on, else all of this machine; none if the node only dials
  /// out, or its machine never had a network.
  List<String> addresses() { return config.mesh().addresses().isEmpty() ? addresses : config.mesh().addresses(); }

  /// The same with names resolved, as they were last looked up.
  List<String> literals() { return addresses; }

  /// Whether any of them is a name: what it leads to may change while the card says the same.
  boolean named() { return !addresses().equals(literals()); }

  /// Looks at the machine's addresses again; blocks for some ms. One call at a time.
  ///
  /// @return those that others are to be told of from now on, if they are others than before; to be passed to [#settle]
  Optional<List<String>> look() {
    local.poll();
    return whereabouts.look(present());
  }

  void settle(List<String> told) { addresses = told; }

  private List<String> present() {
    if (config.mesh().outboundOnly())
      return List.of();
    if (!config.mesh().addresses().isEmpty())
      return config.mesh().addresses().stream().flatMap(Reach::resolved).distinct().limit(NodeCard.ADDRESSES_MAX).toList();
    return host.isAnyLocalAddress() ? machine() : List.of(text(host));
  }

  private static boolean isLiteral(String address) { return address.matches("[0-9.]+|.*:.*"); }

  /// Nothing while a name is not known: then it is as before.
  private static Stream<String> resolved(String addressOrName) {
    try {
      return Arrays.stream(InetAddress.getAllByName(addressOrName)).map(Reach::text).sorted();
    } catch (UnknownHostException e) {
      LOG.debug("mesh.addresses: {} leads nowhere now", addressOrName);
      return Stream.empty();
    }
  }

  private List<String> machine() {
    return local.current().stream().map(address -> text(address.address())).distinct().limit(NodeCard.ADDRESSES_MAX).toList();
  }

  /// `ip:port` of the door, best first.
  List<String> doors() { return addresses().stream().map(address -> at(address, door)).toList(); }

  /// Hosts by which others open the door in a browser: what it listens on, or all addresses of this machine; none on loopback.
  List<String> doorHosts() {
    NodeConfig.Http http = config.http();
    if (http.loopback())
      return List.of();
    return host(http.host()).isAnyLocalAddress() ? machine() : List.of(http.host());
  }

  /// What cluster and event bus listen on: what was asked for, and not an address that may go.
  String bind() { return text(host); }

  /// The address of which the cluster tells. Behind a port forwarding it is none of this machine.
  ///
  /// @param before what it told until now
  String tell(String before) { return Whereabouts.told(before, addresses); }

  String tell() { return tell(NOWHERE); }

  private static String text(InetAddress address) { return address.getHostAddress().replaceAll("%.*", ""); }

  private static InetAddress host(String name) {
    try {
      return InetAddress.getByName(name);
    } catch (UnknownHostException e) {
      throw new KithException(ErrorCode.INVALID, "host: \"" + name + "\" is not an address of this machine", e);
    }
  }

  static String at(String address, int port) { return (address.contains(":") ? "[" + address + "]" : address) + ":" + port; }

  /// Found out before a mesh is made or a token used up.
  ///
  /// @param port 0: any will do
  /// @throws KithException UNAVAILABLE if somebody listens there, or the address is none of this machine
  static void demandFree(String host, int port) {
    try {
      FreePort.demand(host, port);
    } catch (IOException e) {
      throw new KithException(ErrorCode.UNAVAILABLE,
          "cannot listen on " + host + " port " + port + ": " + e.getMessage() + "; --port and --host name another place", e);
    }
  }
}
