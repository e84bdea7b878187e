package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.kith.model.PlainText;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainLayoutTest {
  private static final String FORGED = "x\r\n2026-01-01T00:00:00.000Z INFO  Node - all is well\u2028y\u0085z\u009b2J\u202e";
  private final LoggerContext context = new LoggerContext();

  private String line(Throwable thrown) {
    PlainLayout layout = new PlainLayout();
    layout.setContext(context);
    layout.start();
    return layout.doLayout(
        new LoggingEvent("test", context.getLogger("dev.kith.Test"), Level.INFO, "told: {}", thrown, new Object[]{FORGED}));
  }

  @Test
  void aMessageIsOneLineWhateverIsInIt() {
    String text = line(null);
    assertThat(text.lines()).singleElement().asString().contains("INFO  Test - told: x", "all is well");
    assertThat(PlainText.is(text.stripTrailing())).isTrue();
  }

  @Test
  void noLineOfAStackTraceCanPassForAnEvent() {
    List<String> lines = line(new IllegalStateException(FORGED, new RuntimeException(FORGED))).lines().toList();
    assertThat(lines.subList(1, lines.size())).hasSizeGreaterThan(4).allMatch(each -> each.startsWith("\t"));
    assertThat(lines).allMatch(each -> PlainText.is(each.replace("\t", "")));
  }
}
