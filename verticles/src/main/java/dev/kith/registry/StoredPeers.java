package dev.kith.registry;

import dev.kith.bus.Trust;
import dev.kith.message.Limits;
import dev.kith.message.NodeCard;
import dev.kith.message.PeerRequest.PeerClaim;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is kept of the peer table over restarts: a hint whom to ask, never whom to believe. Append only: older files stay readable.
///
/// @param version of this form, 1
/// @param incarnation of this node when it was written
record StoredPeers(int version, long incarnation, List<Stored> peers) {
  static final int VERSION = 1;
  private static final int PEERS_MAX = 10_000;

  StoredPeers {
    Limits.range("version", version, VERSION, VERSION);
    Limits.range("incarnation", incarnation, 0, PeerClaim.INCARNATION_MAX);
    Limits.range("peers (their number)", peers.size(), 0, PEERS_MAX);
    peers = List.copyOf(peers);
  }

  /// Greater than in all earlier lives, also if this file is from a backup: others would take what this life says for old.
  long nextIncarnation(long wallMillis) { return Math.clamp(wallMillis, incarnation + 1, PeerClaim.INCARNATION_MAX); }

  static StoredPeers none() { return new StoredPeers(VERSION, 0, List.of()); }

  record Stored(NodeId node, String name, Role role, String serial, Instant until, List<String> addresses,
      Optional<String> cluster, Optional<NodeId> gateway, Optional<Double> pingMillis, int score, long incarnation,
      Instant lastSeenAt) {
    Stored {
      Limits.length("name", name, 1, 64);
      Limits.length("serial", serial, 1, 40);
      Limits.range("addresses (their number)", addresses.size(), 0, NodeCard.ADDRESSES_MAX);
      Limits.range("score", score, 0, 100);
      Limits.range("incarnation", incarnation, 0, PeerClaim.INCARNATION_MAX);
      addresses = List.copyOf(addresses);
    }

    /// @param now of the table's clock, ms
    static Stored of(Peer peer, long now, Instant wall) {
      return new Stored(peer.node, peer.card.name(), peer.card.role(), peer.card.serial(), peer.card.until(), peer.addresses,
          peer.cluster, peer.gateway, peer.pingMillis, peer.score, peer.incarnation,
          peer.seenAt == Peer.NEVER ? Instant.EPOCH : wall.minusMillis(Math.max(0, now - peer.seenAt)));
    }

    Peer peer(RegistryConfig config, long now, Instant wall) {
      Peer peer = new Peer(new Trust.Peer(node, role, name, serial, until), config);
      peer.addresses = addresses;
      peer.cluster = cluster;
      peer.gateway = gateway;
      peer.pingMillis = pingMillis.filter(Double::isFinite).map(ping -> Math.clamp(ping, 0.0, 60_000.0));
      peer.score = score;
      peer.incarnation = incarnation;
      long ago = Math.max(0, wall.toEpochMilli() - lastSeenAt.toEpochMilli());
      peer.seenAt = lastSeenAt.equals(Instant.EPOCH) ? Peer.NEVER : now - ago;
      peer.changedAt = now;
      return peer;
    }
  }
}
