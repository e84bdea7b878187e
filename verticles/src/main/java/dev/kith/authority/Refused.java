package dev.kith.authority;

/// Why somebody is not believed.
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  /// For counting: one of a fixed few.
  private final String kind;

  Refused(String kind, String text, Throwable cause) {
    super(text, cause);
    this.kind = kind;
  }

  Refused(String kind, String text) { this(kind, text, null); }

  String kind() { return kind; }
}
