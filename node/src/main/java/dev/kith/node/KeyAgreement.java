package dev.kith.node;

/// How two nodes agree on keys: X25519 with ML-KEM-768, or X25519 alone.
public enum KeyAgreement {
  HYBRID, CLASSIC
}
