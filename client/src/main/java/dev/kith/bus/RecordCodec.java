package dev.kith.bus;

import dev.kith.codec.MessageCodec;
import dev.kith.message.Limits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;

/// The one codec on the event bus: within a process a record is passed as it is, between nodes as its JSON.
/// A default codec on a sealed type would not match its records, hence a selector.
final class RecordCodec implements io.vertx.core.eventbus.MessageCodec<Record, Record> {
  private static final String NAME = "kith.record";

  private RecordCodec() {}

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
    byte[] json = MessageCodec.encode(message);
    buffer.appendInt(json.length).appendBytes(json);
  }

  @Override
  public Record decodeFromWire(int position, Buffer buffer) {
    int length = buffer.getInt(position);
    byte[] json = buffer.getBytes(position + Integer.BYTES, position + Integer.BYTES + length);
    return MessageCodec.decode(json, Record.class, Limits.MESSAGE_BYTES);
  }

  @Override
  public Record transform(Record message) { return message; }

  @Override
  public String name() { return NAME; }

  @Override
  public byte systemCodecID() { return -1; }
}
