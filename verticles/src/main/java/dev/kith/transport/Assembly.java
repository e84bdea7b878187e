package dev.kith.transport;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/// Puts the pieces of one WebSocket message together (RFC 6455 5.4), within limits that are looked at before anything is kept.
/// Confined to the socket's thread.
final class Assembly {
  /// Pieces of a message: one of the largest size may come in pieces of 1 KiB.
  static final int PIECES_MAX = 1_100;

  private Buffer begun;
  private int pieces;

  /// @return the message, if this was its last piece
  /// @throws BreachException if it is over the limit, or no piece
  Optional<Buffer> add(Buffer piece, boolean continuation, boolean last, int bytesMax) {
    if (continuation != (begun != null))
      throw new BreachException(CloseReason.PROTOCOL, continuation ? "a piece of no message" : "a message within a message");
    long bytes = (begun == null ? 0L : begun.length()) + piece.length();
    if (bytes > bytesMax)
      throw new BreachException(CloseReason.TOO_LARGE, "a message of at least " + bytes + " bytes, at most " + bytesMax);
    if (begun == null && last)
      return Optional.of(piece);
    if (++pieces > PIECES_MAX)
      throw new BreachException(CloseReason.PROTOCOL, "a message in more than " + PIECES_MAX + " pieces");
    begun = (begun == null ? Buffer.buffer() : begun).appendBuffer(piece);
    return last ? Optional.of(taken()) : Optional.empty();
  }

  private Buffer taken() {
    Buffer whole = begun;
    begun = null;
    pieces = 0;
    return whole;
  }
}
