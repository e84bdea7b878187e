package dev.kith.node;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.CoreConstants;
import dev.kith.model.PlainText;

/// One line an event, whatever others put into its message; lines of a stack trace are indented, so that none can pass for an event.
final class PlainLayout extends PatternLayout {
  private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - %plain%n%trace";

  PlainLayout() {
    getInstanceConverterMap().put("plain", Message::new);
    getInstanceConverterMap().put("trace", Trace::new);
    setPattern(PATTERN);
  }

  private static final class Message extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) { return PlainText.line(event.getFormattedMessage()); }
  }

  private static final class Trace extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy thrown) {
      String text = PlainText.lines(super.throwableProxyToString(thrown)).stripTrailing();
      return "\t" + text.replace("\n", "\n\t") + CoreConstants.LINE_SEPARATOR;
    }
  }
}
