package dev.kith.cluster;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/// What was logged while it is open.
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

  LogLines() {
    start();
    root.addAppender(this);
  }

  boolean has(String door, String reason) {
    return lines.stream().anyMatch(line -> line.startsWith("refused at " + door) && line.contains(reason));
  }

  @Override
  protected void append(ILoggingEvent event) { lines.add(event.getFormattedMessage()); }

  @Override
  public void close() { root.detachAppender(this); }
}
