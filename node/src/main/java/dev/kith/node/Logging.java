package dev.kith.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.kith.model.PlainText;
import dev.kith.registry.LogRing;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/// Logs to standard error, one line an event: only warnings, until [#use] says otherwise. In code rather than in a file, as
/// reading one would slow down every command. Found by Logback as a service.
public final class Logging extends ContextAwareBase implements Configurator {
  private static final LogRing RING = new LogRing();

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    set(context, LogLevel.WARN, LogFormat.TEXT);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  public static void use(LogLevel level, LogFormat format) {
    set((LoggerContext) LoggerFactory.getILoggerFactory(), level, format);
  }

  private static void set(LoggerContext context, LogLevel level, LogFormat format) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    EncoderBase<ILoggingEvent> encoder = encoder(context, format);
    encoder.setContext(context);
    encoder.start();
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(console);
    root.addAppender(remembering(context));
    root.setLevel(Level.WARN); // libraries; our own events are what was asked for
    context.getLogger("dev.kith").setLevel(Level.valueOf(level.name()));
  }

  /// What operators read from afar.
  static LogRing ring() { return RING; }

  private static AppenderBase<ILoggingEvent> remembering(LoggerContext context) {
    PlainLayout layout = plain(context);
    AppenderBase<ILoggingEvent> memory = new AppenderBase<>() {
      @Override
      protected void append(ILoggingEvent event) { RING.add(event.getTimeStamp(), layout.doLayout(event).stripTrailing()); }
    };
    memory.setContext(context);
    memory.start();
    return memory;
  }

  private static EncoderBase<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
    if (format == LogFormat.JSON)
      return new PlainJson();
    LayoutWrappingEncoder<ILoggingEvent> text = new LayoutWrappingEncoder<>();
    text.setCharset(StandardCharsets.UTF_8);
    text.setLayout(plain(context));
    return text;
  }

  private static PlainLayout plain(LoggerContext context) {
    PlainLayout layout = new PlainLayout();
    layout.setContext(context);
    layout.start();
    return layout;
  }

  private static final class PlainJson extends JsonEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
      String json = new String(super.encode(event), StandardCharsets.UTF_8);
      return PlainText.json(json).getBytes(StandardCharsets.UTF_8);
    }
  }
}
