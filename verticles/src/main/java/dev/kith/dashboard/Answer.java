package dev.kith.dashboard;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// What an operation answers.
sealed interface Answer {
  /// @param body a record or map to be written as JSON
  record Value(int status, Object body, Map<String, String> headers) implements Answer {}

  /// @param body as it is
  record Raw(String contentType, Buffer body) implements Answer {}

  /// The operation has taken the response over and ends it itself.
  record Streamed() implements Answer {}

  static Answer ok(Object body) { return new Value(200, body, Map.of()); }

  static Answer made(Object body) { return new Value(201, body, Map.of()); }
}
