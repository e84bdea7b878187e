package dev.kith.bus;

import dev.kith.codec.MessageCodec;
import dev.kith.message.Limits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import java.nio.charset.StandardCharsets;

/// The one codec on the event bus: within a process a record is passed as it is, between nodes as its JSON.
/// A default codec on a sealed type would not match its records, hence a selector.
///
/// | field       | bytes | |
/// |-------------|-------|---|
/// | name length | 1     | |
/// | name        | as said | which family or record, like `job-request`, ASCII |
/// | length      | 4     | of the JSON, big endian |
/// | JSON        | as said | as [MessageCodec] writes it |
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
  public void encodeToWire(Buffer buffer, Record message) {
    byte[] name = MessageCodec.wireName(message).getBytes(StandardCharsets.US_ASCII);
    byte[] json = MessageCodec.encode(message);
    buffer.appendByte((byte) name.length).appendBytes(name).appendInt(json.length).appendBytes(json);
  }

  @Override
  public Record decodeFromWire(int position, Buffer buffer) {
    int nameAt = position + 1;
    int jsonAt = nameAt + buffer.getUnsignedByte(position) + Integer.BYTES;
    String name = buffer.getString(nameAt, jsonAt - Integer.BYTES, "US-ASCII");
    byte[] json = buffer.getBytes(jsonAt, jsonAt + buffer.getInt(jsonAt - Integer.BYTES));
    return (Record) MessageCodec.decode(json, MessageCodec.wireType(name), Limits.MESSAGE_BYTES);
  }

  @Override
  public Record transform(Record message) { return message; }

  @Override
  public String name() { return NAME; }

  @Override
  public byte systemCodecID() { return -1; }
}
