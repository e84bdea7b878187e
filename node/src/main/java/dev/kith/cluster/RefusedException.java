package dev.kith.cluster;

/// Nodes of the mesh are there, but none lets this one in. Starting all the same would make a second, lone cluster.
public final class RefusedException extends RuntimeException {
  RefusedException(String message, Throwable cause) { super(message, cause); }
}
