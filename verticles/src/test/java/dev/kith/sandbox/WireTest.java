package dev.kith.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.model.ShardRange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final List<ToChild> TO_CHILD = List.of(
      new ToChild.Load("job", "return 'é'", "{}", "", 5, true, 1, 2, 3, 4), new ToChild.Run(1, 2, 3, 4, 5),
      new ToChild.Cancel(7), new ToChild.Check(8, "é"), new ToChild.Unload());
  private static final List<FromChild> FROM_CHILD = List.of(new FromChild.Ready("v8-1.2", "seccomp"), new FromChild.Pulse(3),
      new FromChild.Finished(1, 2, "1:0"), new FromChild.Lost(1, 2, "TIMEOUT", "text"), new FromChild.Checked(1, 2, 3, "text"));

  private static ToChild toChild(byte[] bytes) throws IOException { return Wire.readToChild(new ByteArrayInputStream(bytes)); }

  private static FromChild fromChild(byte[] bytes) throws IOException {
    return Wire.readFromChild(new ByteArrayInputStream(bytes));
  }

  @Test
  void messagesSurviveTheWire() throws IOException {
    for (ToChild message : TO_CHILD)
      assertThat(toChild(Wire.bytes(message))).isEqualTo(message);
    for (FromChild message : FROM_CHILD)
      assertThat(fromChild(Wire.bytes(message))).isEqualTo(message);
    assertThat(fromChild(new byte[0])).isNull();
  }

  @Test
  void frameLongerThanAllowedIsRefusedBeforeItIsRead() {
    byte[] frame = {'K', 't', 'h', 17, 0x7f, 0, 0, 0};
    assertThatThrownBy(() -> fromChild(frame)).isInstanceOf(ProtocolViolation.class).hasMessageContaining("8388608 at most");
  }

  @Test
  void printedTextIsNoFrame() {
    assertThatThrownBy(() -> fromChild("[0.01s][warning][cds] ...".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(ProtocolViolation.class);
  }

  /// Any bytes are a message or an IOException, nothing else.
  @Test
  void mutatedFramesNeverDoWorse() {
    Random random = new Random(20_261_121);
    for (int round = 0; round < 50_000; round++) {
      byte[] frame = mutated(random, random.nextBoolean()
          ? Wire.bytes(TO_CHILD.get(random.nextInt(TO_CHILD.size())))
          : Wire.bytes(FROM_CHILD.get(random.nextInt(FROM_CHILD.size()))));
      try {
        toChild(frame);
      } catch (IOException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
      try {
        fromChild(frame);
      } catch (IOException e) {
        assertThat(e).isNotNull();
      }
    }
  }

  @Test
  void mutatedOutcomesAreOutcomesOrViolations() {
    Random random = new Random(7);
    BlockTask task = new BlockTask(1, Sandboxes.job("return 1", ""), new ShardRange(0, 5), 1, Duration.ZERO);
    String outcome = "1:30:2:{}5:ERROR1:m1:s1:23:log3:gol4:more";
    for (int round = 0; round < 50_000; round++) {
      char[] text = outcome.toCharArray();
      for (int i = random.nextInt(4); i > 0; i--)
        text[random.nextInt(text.length)] = "0123456789:{}Ex".charAt(random.nextInt(15));
      String mutated = new String(text).substring(0, random.nextInt(10) == 0 ? random.nextInt(text.length) : text.length);
      try {
        assertThat(Outcomes.read(mutated, task, 1).done()).isBetween(0L, 5L);
      } catch (ProtocolViolation e) {
        assertThat(e).hasMessageStartingWith("an outcome");
      }
    }
  }

  private static byte[] mutated(Random random, byte[] frame) {
    for (int i = random.nextInt(4); i > 0; i--)
      frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
    return random.nextInt(4) == 0 ? java.util.Arrays.copyOf(frame, random.nextInt(frame.length + 20)) : frame;
  }
}
