package dev.kith.volunteer;

/// Why a connection was closed: the WebSocket close code (RFC 6455 7.4, IANA registry) and the words that go with it.
enum CloseReason {
  GOING_AWAY(1001, "node is going away"), NOT_ALLOWED(1008, "not allowed"), MALFORMED(1008,
      "too many malformed messages"), REVOKED(1008, "invite revoked"), REPLACED(1012,
          "replaced by a newer connection"), TOO_MANY(1013, "too many connections"), TOO_FAST(1013,
              "too many messages"), TOO_SLOW(1013, "reads too slowly"), NO_HANDSHAKE(1013, "no handshake in time"), SILENT(1013,
                  "no sign of life"), UNAVAILABLE(1013, "try again later"), LEFT(1000, "goodbye");

  private final short code;
  private final String text;

  CloseReason(int code, String text) {
    this.code = (short) code;
    this.text = text;
  }

  short code() { return code; }

  String text() { return text; }
}
