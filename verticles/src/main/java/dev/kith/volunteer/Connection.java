package dev.kith.volunteer;

import dev.kith.message.ToTab;

/// The wire of one tab, as [Tab] sees it.
interface Connection {
  /// Remote address, for limits and for access control.
  String remote();

  /// Queues a message.
  void send(ToTab message);

  /// Whether more is queued than a tab may leave unread.
  boolean full();

  void ping();

  /// Says goodbye and ends within a second, read or not.
  void close(CloseReason reason);
}
