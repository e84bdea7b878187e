package dev.kith.handshake;

import dev.kith.model.NodeId;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// The clear part of every frame between nodes, [#BYTES] bytes, big endian. All of it is bound to what follows.
///
/// | field | bytes | |
/// |---|---|---|
/// | version | 1 | [#VERSION] |
/// | suite | 1 | of the session, see [Suite] |
/// | kind | 1 | see [Kind] |
/// | reserved | 1 | 0 |
/// | to | 16 | node id |
/// | from | 16 | node id |
/// | session | 8 | the receiver's number of the session; in message 1 the sender's own |
/// | epoch | 4 | of the session's keys; in message 1 the number of the mesh key |
/// | counter | 8 | of this direction and session; 0 in a handshake |
public record FrameHeader(int suite, Kind kind, NodeId to, NodeId from, long session, int epoch, long counter) {
  public static final int VERSION = 1;
  public static final int BYTES = 56;
  /// A complete frame: a message of 1 MiB, its envelope, header and tag.
  public static final int FRAME_BYTES_MAX = (1 << 20) + 4_096;

  public enum Kind {
    /// Message 1, 2 and 3 of a handshake.
    FIRST(1), SECOND(2), THIRD(3),
    /// Sealed messages of a session.
    SEALED(4),
    /// In clear, and believed for nothing but speed: the receiver knows no such session. No payload.
    UNKNOWN_SESSION(5);

    private final int number;

    Kind(int number) { this.number = number; }

    /// As in the header.
    public int number() { return number; }

    static Kind of(int number) {
      for (Kind kind : values()) {
        if (kind.number == number)
          return kind;
      }
      throw new RefusedFrameException("no kind of frame has the number " + number);
    }
  }

  public byte[] encode() {
    return ByteBuffer.allocate(BYTES).put((byte) VERSION).put((byte) suite).put((byte) kind.number()).put((byte) 0)
        .put(HexFormat.of().parseHex(to.value())).put(HexFormat.of().parseHex(from.value())).putLong(session).putInt(epoch)
        .putLong(counter).array();
  }

  /// @param frame anything
  /// @throws RefusedFrameException if it is not a frame of this version
  public static FrameHeader of(byte[] frame) {
    if (frame.length < BYTES || frame.length > FRAME_BYTES_MAX)
      throw new RefusedFrameException("frame must have from " + BYTES + " to " + FRAME_BYTES_MAX + " bytes, not " + frame.length);
    ByteBuffer from = ByteBuffer.wrap(frame);
    int version = from.get();
    int suite = from.get() & 0xff;
    int kind = from.get() & 0xff;
    int reserved = from.get();
    if (version != VERSION || reserved != 0)
      throw new RefusedFrameException("frame of version " + (version & 0xff) + ", this node speaks " + VERSION);
    return new FrameHeader(suite, Kind.of(kind), node(from), node(from), from.getLong(), from.getInt(), from.getLong());
  }

  private static NodeId node(ByteBuffer from) {
    byte[] id = new byte[16];
    from.get(id);
    return new NodeId(HexFormat.of().formatHex(id));
  }
}
