package dev.kith.dashboard;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/// What is logged while this is open, from INFO on, each with a mark if it has a stack trace.
final class Heard implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  private Heard(Logger logger) {
    this.logger = logger;
    appender.start();
    logger.addAppender(appender);
  }

  static Heard all() { return new Heard((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)); }

  List<String> lines() {
    return List.copyOf(appender.list).stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
        .map(event -> event.getFormattedMessage() + (event.getThrowableProxy() == null ? "" : " [stack trace]")).toList();
  }

  @Override
  public void close() { logger.detachAppender(appender); }
}
