package dev.kith.bus;

import dev.kith.bus.NumberRanges.Range;
import dev.kith.handshake.RefusedFrameException;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
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
/// | oldest | 8 | the lowest number of a request to which the sender still wants an answer; lower ones may be forgotten |
/// | settled | 2 | how many ranges of higher numbers follow that may be forgotten too; in order |
/// | then each range: skipped | 4 | numbers from the end of the range before (of the first: from `oldest`) to this one, at least 1 |
/// | length | 4 | its numbers, at least 1 |
/// | then each message: length | 4 | of the rest of it |
/// | kind | 1 | 1 request, 2 reply, 3 failure, 4 tell, 5 subscribe, 6 event; others: see [Unknown] |
/// | number | 8 | of the request; 0 for kinds 4 to 6 |
/// | address length, address | 1, as said | ASCII; empty for kinds 2 and 3 |
/// | body | the rest | a record (see [RecordCodec]); of a failure: error code (2) and text in UTF-8; of a subscription nothing |
@SuppressWarnings("ArrayRecordComponent") // never compared: each is built, written once and dropped
sealed interface Envelope {
  int HEADER_BYTES = 18;
  int RANGE_BYTES = 8;
  int MESSAGE_HEADER_BYTES = 14;
  int ADDRESS_MAX = 200;
  int SETTLED_MAX = 0xffff;
  long NUMBERS_MAX = 0xffff_ffffL;

  /// What it takes on the wire, bytes.
  int size();

  /// Whether it ends a request of the one who gets it.
  default boolean answers() { return this instanceof Reply || this instanceof Failure; }

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
    /// In the code: the text is by the node's bus, not by what it serves, and goes on after the node's name.
    private static final int OF_NODE = 0x8000;

    /// @param text what the node does, like `starts or stops`
    static Failure ofNode(long number, ErrorCode code, String text) {
      Failure failure = of(number, code, text);
      return new Failure(number, code.number() | OF_NODE, failure.text);
    }

    /// @param node who sent it
    KithException read(String node) {
      String said = new String(text, StandardCharsets.UTF_8);
      boolean ofNode = (code & OF_NODE) != 0;
      return new KithException(ErrorCode.of(code & ~OF_NODE), ofNode ? node + " " + said : said);
    }

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

  /// Of a later version. Those around it are read all the same.
  ///
  /// @param number 0: of no request
  record Unknown(int kind, long number, String address) implements Envelope {
    /// Requests have a number and an address, whatever their kind; replies have no address.
    boolean asks() { return number != 0 && !address.isEmpty(); }

    @Override
    public int size() { return MESSAGE_HEADER_BYTES + address.length(); }
  }

  /// All that one frame holds.
  ///
  /// @param settled ranges above `oldest`, in order, with gaps between them; see [#wire]
  record Batch(long boot, long oldest, List<Range> settled, List<Envelope> messages) {
    Batch(long boot, long oldest, List<Envelope> messages) { this(boot, oldest, List.of(), messages); }

    byte[] encode() {
      int size = HEADER_BYTES + RANGE_BYTES * settled.size();
      for (Envelope message : messages)
        size += message.size();
      ByteBuffer out = ByteBuffer.allocate(size).putLong(boot).putLong(oldest).putShort((short) settled.size());
      long end = oldest;
      for (Range range : settled) {
        out.putInt((int) (range.from() - end)).putInt((int) (range.to() - range.from()));
        end = range.to();
      }
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
        List<Range> settled = ranges(in, oldest);
        List<Envelope> messages = new ArrayList<>();
        while (in.hasRemaining())
          messages.add(read(in));
        return new Batch(boot, oldest, settled, messages);
      } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
        throw new RefusedFrameException("sealed messages are cut off or misshapen", e);
      }
    }

    private static List<Range> ranges(ByteBuffer in, long oldest) {
      int count = in.getShort() & 0xffff;
      List<Range> settled = new ArrayList<>(Math.min(count, in.remaining() / RANGE_BYTES));
      long end = oldest;
      for (int i = 0; i < count; i++) {
        long skipped = Integer.toUnsignedLong(in.getInt());
        long length = Integer.toUnsignedLong(in.getInt());
        if (skipped == 0 || length == 0)
          throw new RefusedFrameException("ranges of settled numbers touch, or are empty");
        long from = Math.addExact(end, skipped);
        end = Math.addExact(from, length);
        settled.add(new Range(from, end));
      }
      return settled;
    }

    /// Of ranges above `oldest` those that the numbers of bytes on the wire can say.
    static List<Range> wire(long oldest, List<Range> ranges) {
      long end = oldest;
      int fit = 0;
      for (Range range : ranges) {
        if (fit == SETTLED_MAX || range.from() - end > NUMBERS_MAX || range.to() - range.from() > NUMBERS_MAX)
          break;
        end = range.to();
        fit++;
      }
      return ranges.subList(0, fit);
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
      case Unknown(int kind, long number, String address) -> head(out, kind, number, address);
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
      default -> new Unknown(kind & 0xff, number, name);
    };
  }

  private static byte[] rest(ByteBuffer message) {
    byte[] rest = new byte[message.remaining()];
    message.get(rest);
    return rest;
  }

  /// @throws KithException TOO_LARGE beyond [Limits#MESSAGE_BYTES]
  static byte[] body(Record message) {
    byte[] body = RecordCodec.bytes(message);
    if (body.length > Limits.MESSAGE_BYTES) {
      throw new KithException(ErrorCode.TOO_LARGE,
          "message must have at most " + Limits.MESSAGE_BYTES + " bytes, not " + body.length);
    }
    return body;
  }
}
