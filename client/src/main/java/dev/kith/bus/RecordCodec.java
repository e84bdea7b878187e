package dev.kith.bus;

import dev.kith.codec.MessageCodec;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Limits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The one codec on the event bus: within a process a record is passed as it is, between nodes as its JSON, sealed.
/// A default codec on a sealed type would not match its records, hence a selector.
///
/// | field       | bytes | |
/// |-------------|-------|---|
/// | name length | 1     | |
/// | name        | as said | which family or record, like `job-request`, ASCII |
/// | JSON        | the rest | as [MessageCodec] writes it |
final class RecordCodec implements io.vertx.core.eventbus.MessageCodec<Record, Record> {
  private static final String NAME = "kith.record";

  RecordCodec() {}

  /// Safe to call again for the same bus.
  static void install(EventBus events) {
    try {
      events.registerCodec(new RecordCodec());
    } catch (IllegalStateException alreadyRegistered) {
      return; // by an earlier Bus of the same Vert.x
    }
    events.codecSelector(body -> body instanceof Record ? NAME : null);
  }

  @Override
  public void encodeToWire(Buffer buffer, Record message) { buffer.appendBytes(bytes(message)); }

  @Override
  public Record decodeFromWire(int position, Buffer buffer) {
    throw new IllegalStateException("records cross between nodes sealed, never as they are");
  }

  static byte[] bytes(Record message) {
    byte[] name = MessageCodec.wireName(message).getBytes(StandardCharsets.US_ASCII);
    byte[] json = MessageCodec.encode(message);
    return ByteBuffer.allocate(1 + name.length + json.length).put((byte) name.length).put(name).put(json).array();
  }

  /// What a node that proved itself sends: it may be of a later version, so that members which are not known here are passed over.
  ///
  /// @throws dev.kith.message.KithException INVALID if it is not a message of that type, UNSUPPORTED if no message known here has its
  /// name or type
  static <T> T record(byte[] bytes, Class<T> type) {
    int name = bytes.length == 0 ? 0 : bytes[0] & 0xff;
    if (bytes.length < 1 + name)
      throw KithException.invalid("message is cut off");
    Optional<Class<?>> found = MessageCodec.knownType(new String(bytes, 1, name, StandardCharsets.US_ASCII));
    if (found.isEmpty())
      throw new KithException(ErrorCode.UNSUPPORTED, "messages of this name are not known to this version");
    if (found.get() != type)
      throw KithException.invalid("message is not one of " + type.getSimpleName());
    return MessageCodec.decodeOfNode(Arrays.copyOfRange(bytes, 1 + name, bytes.length), type, Limits.MESSAGE_BYTES);
  }

  @Override
  public Record transform(Record message) { return message; }

  @Override
  public String name() { return NAME; }

  @Override
  public byte systemCodecID() { return -1; }
}
