package dev.kith.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.cli.EventReader.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventReaderTest {
  private static List<Event> read(String text) throws IOException {
    EventReader reader = new EventReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    List<Event> events = new ArrayList<>();
    for (var event = reader.next(); event.isPresent(); event = reader.next())
      events.add(event.get());
    return events;
  }

  @Test
  void eventsAreReadAsTheStandardSays() throws IOException {
    assertThat(read(
        ": hi\n\nid: 1\nevent: a\ndata: x\ndata:y\r\n\r\ndata\n\nretry: 5\nevent: lost\n\ndata: z\u00e4\nid: 2\n\ndata: cut off"))
        .containsExactly(new Event("1", "a", "x\ny"), new Event("1", "message", ""), new Event("2", "message", "z\u00e4"));
  }

  @Test
  void endlessLinesAndEventsAreRefused() {
    InputStream endless = new InputStream() {
      @Override
      public int read() { return 'x'; }
    };
    assertThatThrownBy(() -> new EventReader(endless).next()).isInstanceOf(IOException.class)
        .hasMessageContaining("exceeds " + EventReader.EVENT_BYTES);
    String line = "data: " + "y".repeat(1 << 20) + "\n";
    assertThatThrownBy(() -> read(line.repeat(5))).isInstanceOf(IOException.class).hasMessageContaining("exceeds");
  }
}
