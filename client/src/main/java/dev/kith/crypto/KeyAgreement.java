package dev.kith.crypto;

/// The private half of an X25519 key (RFC 7748), for as long as a node lives or for one handshake.
public sealed interface KeyAgreement permits Identity, X25519Key {
  /// Of public keys, private keys and what two of them agree on.
  int BYTES = 32;

  /// 32 bytes, a copy.
  byte[] publicKey();

  /// @param theirPublic the other end's public key; anything at all
  /// @return 32 bytes, secret, not uniform: to be put through a KDF
  /// @throws IllegalArgumentException if it has not 32 bytes, is not the canonical form of a number below 2^255 - 19, or is a point of
  /// small order, which would make the secret the same whatever our key (RFC 7748 6.1)
  byte[] agree(byte[] theirPublic);
}
