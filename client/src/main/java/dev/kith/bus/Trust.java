package dev.kith.bus;

import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a node shows of itself in handshakes, and whom it believes. Thread-safe; what it answers may change at any time (a renewed
/// card, a revoked node, a new mesh key).
public interface Trust {
  /// The mesh, 32 hex digits.
  String mesh();

  /// Our card and the intermediate's certificate, as peers check them; at most 8 KiB.
  byte[] credential();

  /// The keys that members share, the one to use first; others are still taken.
  List<MeshKey> meshKeys();

  /// The key of that number, if a handshake with it is answered.
  default Optional<MeshKey> meshKey(int number) {
    return meshKeys().stream().filter(known -> known.number() == number).findFirst();
  }

  /// @param credential as the other end sent it; anything at all
  /// @param staticKey the X25519 key that the handshake proved, 32 bytes
  /// @throws dev.kith.message.KithException FORBIDDEN with the reason: not signed by this mesh's authority, for another key, expired,
  /// revoked, not admitted
  Peer check(byte[] credential, byte[] staticKey);

  /// Why a peer that was believed is not any more (its card was revoked or is over); empty if it still is.
  Optional<String> lost(Peer peer);

  /// @param key 32 bytes; secret
  record MeshKey(int number, Blob key) {
    @Override
    public String toString() { return "MeshKey[" + number + "]"; }
  }

  /// Who a card says the other end is.
  record Peer(NodeId node, Role role, String name, String serial, Instant until) {}
}
