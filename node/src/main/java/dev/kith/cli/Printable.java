package dev.kith.cli;

/// Text from elsewhere, made fit for a terminal.
final class Printable {
  private Printable() {}

  /// Without control characters, which could move the cursor or set a window's title.
  static String of(String text) { return text.replaceAll("[\\p{Cntrl}&&[^\t\n]]", "\uFFFD"); }
}
