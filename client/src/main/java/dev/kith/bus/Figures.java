package dev.kith.bus;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What the sealed bus counted since its start. Thread-safe.
final class Figures {
  final LongAdder framesSent = new LongAdder();
  final LongAdder framesOpened = new LongAdder();
  final LongAdder framesRefused = new LongAdder();
  final LongAdder framesRelayed = new LongAdder();
  final LongAdder handshakes = new LongAdder();
  final LongAdder handshakesRefused = new LongAdder();
  final LongAdder requestsRepeated = new LongAdder();
  final LongAdder requestsDeduplicated = new LongAdder();
  final LongAdder requestsRefused = new LongAdder();
  final LongAdder messagesUnknown = new LongAdder();
  /// Times that an earlier life of a node's process spoke again.
  final LongAdder twins = new LongAdder();

  Map<String, Long> read() {
    Map<String, Long> figures = new LinkedHashMap<>();
    figures.put("framesSent", framesSent.sum());
    figures.put("framesOpened", framesOpened.sum());
    figures.put("framesRefused", framesRefused.sum());
    figures.put("framesRelayed", framesRelayed.sum());
    figures.put("handshakes", handshakes.sum());
    figures.put("handshakesRefused", handshakesRefused.sum());
    figures.put("requestsRepeated", requestsRepeated.sum());
    figures.put("requestsDeduplicated", requestsDeduplicated.sum());
    figures.put("requestsRefused", requestsRefused.sum());
    figures.put("messagesUnknown", messagesUnknown.sum());
    figures.put("twins", twins.sum());
    return figures;
  }
}
