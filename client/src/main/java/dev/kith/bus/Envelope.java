package dev.kith.bus;

import dev.kith.handshake.RefusedFrameException;
import dev.kith.message.ErrorCode;
import dev.kith.message.Limits;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What the sealed part of a frame holds: one or many messages, big endian.
///
/// | field | bytes | |
/// |---|---|---|
/// | boot | 8 | random, of the sender's process: its sequence numbers begin anew with it |
/// | oldest | 8 | the lowest number of a request to which the sender still wants an answer; answers to lower ones may be forgotten |
/// | then each message: length | 4 | of the rest of it |
/// | kind | 1 | 1 request, 2 reply, 3 failure, 4 tell, 5 subscribe, 6 event |
/// | number | 8 | of the request; 0 for kinds 4 to 6 |
/// | address length, address | 1, as said | ASCII; empty for kinds 2 and 3 |
/// | body | the rest | a record (see [RecordCodec]); of a failure: error code (2) and text in UTF-8; of a subscription nothing |
@SuppressWarnings("ArrayRecordComponent") // never compared: each is built, written once and dropped
sealed interface Envelope {
  int HEADER_BYTES = 16;
  int MESSAGE_HEADER_BYTES = 14;
  int ADDRESS_MAX = 200;

  /// What it takes on the wire, bytes.
  int size();

  record Request(long number, String address, byte[] body) implements Envelope {
    @Override
    public int size() { return MESSAGE_HEADER_BYTES + address.length() + body.length; }
  }

  record Reply(long number, byte[] body) implements Envelope {
    @Override
    public int size() { return MESSAGE_HEADER_BYTES + body.length; }
  }

  record Failure(long number, int code, byte[] text) implements Envelope {
    /// Of an error's text; longer ones are cut.
    private static final int TEXT_BYTES = 4_096;

    static Failure of(long number, ErrorCode code, String text) {
      byte[] utf8 = (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
      return new Failure(number, code.number(), utf8.length > TEXT_BYTES ? java.util.Arrays.copyOf(utf8, TEXT_BYTES) : utf8);
    }

    @Override
    public int size() { return MESSAGE_HEADER_BYTES + 2 + text.length; }
  }

  record Tell(String address, byte[] body) implements Envelope {
    @Override
    public int size() { return MESSAGE_HEADER_BYTES + address.length() + body.length; }
  }

  record Subscribe(String address) implements Envelope {
    @Override
    public int size() { return MESSAGE_HEADER_BYTES + address.length(); }
  }

  record Event(String address, byte[] body) implements Envelope {
    @Override
    public int size() { return MESSAGE_HEADER_BYTES + address.length() + body.length; }
  }

  /// All that one frame holds.
  record Batch(long boot, long oldest, List<Envelope> messages) {
    byte[] encode() {
      int size = HEADER_BYTES;
      for (Envelope message : messages)
        size += message.size();
      ByteBuffer out = ByteBuffer.allocate(size).putLong(boot).putLong(oldest);
      for (Envelope message : messages)
        message.write(out);
      return out.array();
    }

    /// @throws RefusedFrameException if it is anything else
    static Batch decode(byte[] plain) {
      try {
        ByteBuffer in = ByteBuffer.wrap(plain);
        long boot = in.getLong();
        long oldest = in.getLong();
        List<Envelope> messages = new ArrayList<>();
        while (in.hasRemaining())
          messages.add(read(in));
        return new Batch(boot, oldest, messages);
      } catch (BufferUnderflowException | IllegalArgumentException e) {
        throw new RefusedFrameException("sealed messages are cut off or misshapen", e);
      }
    }
  }

  private void write(ByteBuffer out) {
    out.putInt(size() - Integer.BYTES);
    switch (this) {
      case Request(long number, String address, byte[] body) -> head(out, 1, number, address).put(body);
      case Reply(long number, byte[] body) -> head(out, 2, number, "").put(body);
      case Failure(long number, int code, byte[] text) -> head(out, 3, number, "").putShort((short) code).put(text);
      case Tell(String address, byte[] body) -> head(out, 4, 0, address).put(body);
      case Subscribe(String address) -> head(out, 5, 0, address);
      case Event(String address, byte[] body) -> head(out, 6, 0, address).put(body);
    }
  }

  private static ByteBuffer head(ByteBuffer out, int kind, long number, String address) {
    return out.put((byte) kind).putLong(number).put((byte) address.length()).put(address.getBytes(StandardCharsets.US_ASCII));
  }

  private static Envelope read(ByteBuffer in) {
    int length = in.getInt();
    if (length < MESSAGE_HEADER_BYTES - Integer.BYTES || length > in.remaining())
      throw new RefusedFrameException("message of " + length + " bytes within " + in.remaining());
    ByteBuffer message = in.slice(in.position(), length);
    in.position(in.position() + length);
    int kind = message.get();
    long number = message.getLong();
    byte[] address = new byte[message.get() & 0xff];
    message.get(address);
    String name = new String(address, StandardCharsets.US_ASCII);
    return switch (kind) {
      case 1 -> new Request(number, name, rest(message));
      case 2 -> new Reply(number, rest(message));
      case 3 -> new Failure(number, message.getShort() & 0xffff, rest(message));
      case 4 -> new Tell(name, rest(message));
      case 5 -> new Subscribe(name);
      case 6 -> new Event(name, rest(message));
      default -> throw new RefusedFrameException("no kind of message has the number " + kind);
    };
  }

  private static byte[] rest(ByteBuffer message) {
    byte[] rest = new byte[message.remaining()];
    message.get(rest);
    return rest;
  }

  /// @throws dev.kith.message.KithException TOO_LARGE beyond [Limits#MESSAGE_BYTES]
  static byte[] body(Record message) {
    byte[] body = RecordCodec.bytes(message);
    if (body.length > Limits.MESSAGE_BYTES) {
      throw new dev.kith.message.KithException(ErrorCode.TOO_LARGE,
          "message must have at most " + Limits.MESSAGE_BYTES + " bytes, not " + body.length);
    }
    return body;
  }
}
