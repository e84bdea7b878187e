package dev.kith.node;

/// Which nodes with a good card are talked to.
public enum Admission {
  OPEN, ALLOWLIST
}
