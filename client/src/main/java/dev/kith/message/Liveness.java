package dev.kith.message;

/// How a node seems to be. `SUSPECT`: silent, not yet dead. `LEFT`: said goodbye.
public enum Liveness {
  ALIVE, SUSPECT, DEAD, LEFT
}
