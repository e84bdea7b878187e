package dev.kith.node;

/// What `log.level` may be.
public enum LogLevel {
  ERROR, WARN, INFO, DEBUG
}
