package dev.kith.sandbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Frames on a child's standard streams.
///
/// | field   | bytes | |
/// |---------|-------|-|
/// | magic   | 3     | `Kth`: anything else on the stream (a stray print) ends it |
/// | type    | 1     | |
/// | length  | 4     | of the payload, at most {@value #PAYLOAD_MAX} |
/// | payload | n     | numbers big-endian; texts as 4 bytes of length and UTF-8 |
final class Wire {
  static final int PAYLOAD_MAX = 8 << 20;
  private static final int MAGIC = ('K' << 24) | ('t' << 16) | ('h' << 8);
  private static final int LOAD = 1;
  private static final int RUN = 2;
  private static final int CANCEL = 3;
  private static final int UNLOAD = 4;
  private static final int CHECK = 5;
  private static final int READY = 16;
  private static final int PULSE = 17;
  private static final int FINISHED = 18;
  private static final int LOST = 19;
  private static final int CHECKED = 20;

  private Wire() {}

  private interface Fields {
    void write(DataOutputStream out) throws IOException;
  }

  static byte[] bytes(ToChild message) {
    return switch (message) {
      case ToChild.Load m -> frame(LOAD, out -> {
        text(out, m.key());
        text(out, m.code());
        text(out, m.argsJson());
        text(out, m.reducerJson());
        out.writeLong(m.timeoutMillis());
        out.writeBoolean(m.freshRealmPerShard());
        out.writeLong(m.totalShards());
        out.writeLong(m.totalUnits());
        out.writeLong(m.unitsPerShard());
        out.writeInt(m.maxResultBytes());
      });
      case ToChild.Run m -> frame(RUN, out -> {
        out.writeLong(m.id());
        out.writeLong(m.first());
        out.writeLong(m.count());
        out.writeInt(m.attempt());
        out.writeLong(m.budgetMillis());
      });
      case ToChild.Cancel m -> frame(CANCEL, out -> out.writeLong(m.id()));
      case ToChild.Check m -> frame(CHECK, out -> {
        out.writeLong(m.id());
        text(out, m.code());
      });
      case ToChild.Unload _ -> frame(UNLOAD, _ -> {});
    };
  }

  static byte[] bytes(FromChild message) {
    return switch (message) {
      case FromChild.Ready m -> frame(READY, out -> {
        text(out, m.engine());
        text(out, m.isolation());
      });
      case FromChild.Pulse m -> frame(PULSE, out -> out.writeLong(m.id()));
      case FromChild.Finished m -> frame(FINISHED, out -> {
        out.writeLong(m.id());
        out.writeLong(m.computeMicros());
        text(out, m.outcome());
      });
      case FromChild.Checked m -> frame(CHECKED, out -> {
        out.writeLong(m.id());
        out.writeInt(m.line());
        out.writeInt(m.column());
        text(out, m.message());
      });
      case FromChild.Lost m -> frame(LOST, out -> {
        out.writeLong(m.id());
        out.writeInt(m.position());
        text(out, m.kind());
        text(out, m.message());
      });
    };
  }

  /// @return null at the end of the stream
  static ToChild readToChild(InputStream stream) throws IOException {
    int type = header(stream);
    if (type < 0)
      return null;
    DataInputStream in = payload(stream);
    ToChild message = switch (type) {
      case LOAD -> new ToChild.Load(text(in), text(in), text(in), text(in), in.readLong(), in.readBoolean(), in.readLong(),
          in.readLong(), in.readLong(), in.readInt());
      case RUN -> new ToChild.Run(in.readLong(), in.readLong(), in.readLong(), in.readInt(), in.readLong());
      case CANCEL -> new ToChild.Cancel(in.readLong());
      case CHECK -> new ToChild.Check(in.readLong(), text(in));
      case UNLOAD -> new ToChild.Unload();
      default -> throw new ProtocolViolation("a frame of unknown type " + type);
    };
    return ended(in, message);
  }

  /// @return null at the end of the stream
  static FromChild readFromChild(InputStream stream) throws IOException {
    int type = header(stream);
    if (type < 0)
      return null;
    DataInputStream in = payload(stream);
    FromChild message = switch (type) {
      case READY -> new FromChild.Ready(text(in), text(in));
      case PULSE -> new FromChild.Pulse(in.readLong());
      case FINISHED -> new FromChild.Finished(in.readLong(), in.readLong(), text(in));
      case CHECKED -> new FromChild.Checked(in.readLong(), in.readInt(), in.readInt(), text(in));
      case LOST -> new FromChild.Lost(in.readLong(), in.readInt(), text(in), text(in));
      default -> throw new ProtocolViolation("a frame of unknown type " + type);
    };
    return ended(in, message);
  }

  private static byte[] frame(int type, Fields fields) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream(256);
    try {
      fields.write(new DataOutputStream(payload));
      ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.size() + 8);
      DataOutputStream out = new DataOutputStream(frame);
      out.writeInt(MAGIC | type);
      out.writeInt(payload.size());
      payload.writeTo(out);
      return frame.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does no I/O", e);
    }
  }

  private static int header(InputStream stream) throws IOException {
    int first = stream.read();
    if (first < 0)
      return -1;
    byte[] rest = stream.readNBytes(3);
    if (rest.length < 3)
      throw new EOFException("the stream ends within a frame");
    if (first != 'K' || rest[0] != 't' || rest[1] != 'h')
      throw new ProtocolViolation("a frame without its magic");
    return rest[2] & 0xff;
  }

  private static DataInputStream payload(InputStream stream) throws IOException {
    byte[] size = stream.readNBytes(4);
    if (size.length < 4)
      throw new EOFException("the stream ends within a frame");
    int length = ByteBuffer.wrap(size).getInt();
    if (length < 0 || length > PAYLOAD_MAX)
      throw new ProtocolViolation("a frame of " + (length & 0xffffffffL) + " bytes, " + PAYLOAD_MAX + " at most");
    byte[] payload = stream.readNBytes(length);
    if (payload.length < length)
      throw new EOFException("the stream ends within a frame");
    return new DataInputStream(new ByteArrayInputStream(payload));
  }

  private static <M> M ended(DataInputStream in, M message) throws IOException {
    if (in.available() > 0)
      throw new ProtocolViolation("a frame with " + in.available() + " bytes too many");
    return message;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available())
      throw new ProtocolViolation("a text longer than its frame");
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
