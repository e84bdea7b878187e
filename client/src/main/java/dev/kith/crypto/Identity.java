package dev.kith.crypto;

import dev.kith.model.NodeId;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/// Who a node is: its X25519 static key, and the id that follows from it (the first 16 bytes of SHA-256 of the public key).
/// Never prints its private half.
public final class Identity {
  private static final int ID_BYTES = 16;

  private final byte[] publicKey;

  private Identity(byte[] secret) { publicKey = new X25519PrivateKeyParameters(secret).generatePublicKey().getEncoded(); }

  /// The identity kept in that file (32 raw bytes, mode 0600), a new one if there is no such file.
  ///
  /// @throws IllegalStateException if the file is open to others or holds no such key
  public static Identity loadOrCreate(Path file) { return new Identity(KeyFile.loadOrCreate(file)); }

  public NodeId nodeId() {
    byte[] digest = Digests.sha256(publicKey).bytes();
    return new NodeId(HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES)));
  }

  /// 32 bytes, a copy.
  public byte[] publicKey() { return publicKey.clone(); }

  @Override
  public String toString() { return "Identity[" + nodeId() + "]"; }
}
