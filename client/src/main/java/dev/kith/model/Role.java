package dev.kith.model;

/// What a node does: own jobs, run shards, or both.
public enum Role {
  CONTROLLER, WORKER, DUAL;

  public boolean controls() { return this != WORKER; }

  public boolean works() { return this != CONTROLLER; }
}
