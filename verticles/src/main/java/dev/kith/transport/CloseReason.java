package dev.kith.transport;

/// Why a link was closed: the codes of [dev.kith.message.PeerRequest.Disconnect] plus 3000, which is in the range that RFC 6455 7.4.2
/// leaves to applications.
enum CloseReason {
  NORMAL(4000), GOING_AWAY(4001), PROTOCOL(4002), TIME_OUT(4003), SHUT_DOWN(4004),
  /// More frames than the limit of an address allows before it has proved itself.
  TOO_MUCH(4008),
  /// RFC 6455: a message that is too big.
  TOO_LARGE(1009);

  private final short code;

  CloseReason(int code) { this.code = (short) code; }

  short code() { return code; }
}
