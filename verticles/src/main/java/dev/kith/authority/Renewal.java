package dev.kith.authority;

import dev.kith.message.AuthorityReply.Renewed;

/// What comes of a request for renewal.
public sealed interface Renewal {
  record Done(Renewed renewed) implements Renewal {}

  /// New addresses must be proved first.
  record Challenged(Order order) implements Renewal {}
}
