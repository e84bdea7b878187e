package dev.kith.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Splits a stream of server-sent events (WHATWG HTML 9.2) into events of bounded size. Confined to one thread.
final class EventReader {
  /// Longest event, bytes.
  static final int EVENT_BYTES = 4 << 20;

  /// @param id the last one seen on the stream, empty if none
  /// @param type `message` if not given
  record Event(String id, String type, String data) {}

  private final InputStream in;
  private String id = "";
  private boolean ended;

  EventReader(InputStream in) { this.in = new BufferedInputStream(in); }

  /// The next event that has data; empty at the end of the stream.
  ///
  /// @throws IOException if the stream breaks, or an event exceeds {@value #EVENT_BYTES} bytes
  Optional<Event> next() throws IOException {
    String type = "message";
    StringBuilder data = new StringBuilder();
    boolean any = false;
    for (String line = line(); !ended; line = line()) {
      if (line.isEmpty()) {
        if (any)
          return Optional.of(new Event(id, type, data.toString()));
        type = "message";
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
      switch (field) {
        case "event" -> type = value;
        case "id" -> id = value;
        case "data" -> {
          data.append(any ? "\n" : "").append(value);
          any = true;
        }
        default -> { // comments (an empty field) keep the connection open; others are to be ignored
        }
      }
      if (data.length() > EVENT_BYTES)
        throw new IOException("an event exceeds " + EVENT_BYTES + " bytes");
    }
    return Optional.empty();
  }

  private String line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        ended = true;
        return "";
      }
      if (bytes.size() >= EVENT_BYTES)
        throw new IOException("an event exceeds " + EVENT_BYTES + " bytes");
      bytes.write(next);
    }
    String line = bytes.toString(StandardCharsets.UTF_8);
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }
}
