package dev.kith.crypto;

import dev.kith.model.NodeId;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// Who a node is: its X25519 static key, and the id that follows from it (the first 16 bytes of SHA-256 of the public key).
/// Never prints its private half. Thread-safe.
public final class Identity implements KeyAgreement {
  private static final int ID_BYTES = 16;

  private final X25519Key key;
  private final NodeId nodeId;

  private Identity(X25519Key key) {
    this.key = key;
    nodeId = idOf(key.publicKey());
  }

  /// The identity kept in that file (32 raw bytes, mode 0600), a new one if there is no such file.
  ///
  /// @throws IllegalStateException if the file is open to others or holds no such key
  public static Identity loadOrCreate(Path file) { return of(KeyFile.loadOrCreate(file)); }

  /// @param secret 32 bytes, copied
  public static Identity of(byte[] secret) { return new Identity(X25519Key.of(secret)); }

  /// The id of the node that has this X25519 public key.
  public static NodeId idOf(byte[] publicKey) {
    return new NodeId(HexFormat.of().formatHex(Arrays.copyOf(Digests.sha256Bytes(publicKey), ID_BYTES)));
  }

  public NodeId nodeId() { return nodeId; }

  @Override
  public byte[] publicKey() { return key.publicKey(); }

  @Override
  public byte[] agree(byte[] theirPublic) { return key.agree(theirPublic); }

  @Override
  public String toString() { return "Identity[" + nodeId() + "]"; }
}
