package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RestFuzzTest {
  private static final int CASES = 3_000 * Integer.getInteger("kith.rounds", 1);
  private static final long SEED = Long.getLong("kith.fuzz.seed", 20261121L);

  @Test
  void nothingThatIsSentMakesTheDoorStumble() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    List<String> errors = new CopyOnWriteArrayList<>();
    AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
      @Override
      protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR))
          errors.add(event.getLoggerName() + ": " + event.getFormattedMessage());
      }
    };
    listener.start();
    root.setLevel(Level.INFO);
    root.addAppender(listener);
    try (Door door = Door.open()) {
      door.neighbours.place("alice", 2);
      RestFuzzer fuzzer = new RestFuzzer(door, SEED);
      fuzzer.run(CASES);
      System.out.println("fuzz: seed " + SEED + ", " + CASES + " cases, by status " + fuzzer.statuses);
      assertThat(fuzzer.faults).as("seed " + SEED).isEmpty();
      assertThat(errors).as("seed " + SEED).isEmpty();
      assertThat(door.call(null, "GET", "/health", null).statusCode()).isEqualTo(200);
      assertThat(door.verticle.openStreams()).isZero();
    } finally {
      root.detachAppender(listener);
      root.setLevel(before);
    }
  }
}
