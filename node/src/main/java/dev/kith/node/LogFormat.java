package dev.kith.node;

/// What `log.format` may be.
public enum LogFormat {
  TEXT, JSON
}
