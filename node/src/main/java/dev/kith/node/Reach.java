package dev.kith.node;

import dev.kith.cluster.FreePort;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard;
import dev.kith.transport.LocalAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Where this node listens and where others reach it. Thread-safe; what it answers changes with the machine's addresses.
final class Reach {
  private final NodeConfig config;
  private final LocalAddresses local;
  private volatile int door;

  private Reach(NodeConfig config, LocalAddresses local) {
    this.config = config;
    this.local = local;
    door = config.http().port();
  }

  static Reach of(NodeConfig config) {
    return new Reach(config, config.mesh().loopback() ? LocalAddresses.withLocalOnes() : LocalAddresses.ofMachine());
  }

  LocalAddresses local() { return local; }

  /// The door's port, once it is known.
  void door(int port) { door = port; }

  int door() { return door; }

  /// For the card, best first: as configured, else the one that is listened on, else all of this machine; none if the node only dials out.
  List<String> addresses() {
    if (config.mesh().outboundOnly())
      return List.of();
    if (!config.mesh().addresses().isEmpty())
      return config.mesh().addresses();
    InetAddress host = host();
    if (!host.isAnyLocalAddress())
      return List.of(host.getHostAddress());
    return local.current().stream().map(address -> address.address().getHostAddress().replaceAll("%.*", ""))
        .limit(NodeCard.ADDRESSES_MAX).toList();
  }

  /// `ip:port` of the door, best first.
  List<String> doors() { return addresses().stream().map(address -> at(address, door)).toList(); }

  /// What cluster and event bus listen on: one address.
  String bind() {
    InetAddress host = host();
    if (!host.isAnyLocalAddress())
      return host.getHostAddress();
    return local.current().stream().map(address -> address.address().getHostAddress().replaceAll("%.*", "")).findFirst()
        .orElse("127.0.0.1");
  }

  /// What others are told of that. Behind a port forwarding it is another.
  String tell() { return config.mesh().addresses().isEmpty() ? bind() : config.mesh().addresses().getFirst(); }

  private InetAddress host() {
    try {
      return InetAddress.getByName(config.mesh().host());
    } catch (UnknownHostException e) {
      throw new KithException(ErrorCode.INVALID, "mesh.host: \"" + config.mesh().host() + "\" is not an address of this machine",
          e);
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
