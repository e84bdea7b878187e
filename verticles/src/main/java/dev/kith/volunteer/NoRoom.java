package dev.kith.volunteer;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;

/// Why one more tab can't come in: a limit is reached.
///
/// @param setting its name in the configuration
/// @param what is counted
record NoRoom(String setting, long limit, String what) {
  static NoRoom ofAddress(long limit) { return new NoRoom("volunteers.perAddressMax", limit, "tabs of your address"); }

  static NoRoom atAll(long limit) { return new NoRoom("volunteers.connectedMax", limit, "tabs"); }

  /// For the tab: no more than it can see by itself, and what its owner may ask the node's owner for.
  KithException refusal() {
    return new KithException(ErrorCode.UNAVAILABLE,
        limit + " " + what + " are connected, the most that this node takes (its setting " + setting + ")");
  }
}
