package dev.kith.node;

/// A setting with the value that is in force and where it comes from.
record Resolved<T>(Setting<T> setting, T value, Origin origin) {
  /// The value as a file would have it; secrets masked.
  String text() { return setting.kind().write(value); }
}
