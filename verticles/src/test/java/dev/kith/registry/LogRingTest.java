package dev.kith.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.codec.MessageCodec;
import dev.kith.message.Limits;
import dev.kith.message.PeerReply;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogRingTest {
  private final LogRing ring = new LogRing();

  @Test
  void theNewestLinesComeOldestFirst() {
    IntStream.range(0, 5).forEach(at -> ring.add(at, "line " + at));
    assertThat(ring.last(2, Optional.empty())).isEqualTo(new LogRing.Page(java.util.List.of("line 3", "line 4"), true));
    assertThat(ring.last(5, Optional.empty()).hasMore()).isFalse();
    assertThat(ring.last(10, Optional.of(3L)).lines()).containsExactly("line 4");
    assertThatThrownBy(() -> ring.last(0, Optional.empty())).hasMessageContaining("lines");
  }

  @Test
  void onlySoManyAreKept() {
    IntStream.range(0, LogRing.LINES + 10).forEach(at -> ring.add(at, "x" + at));
    assertThat(ring.last(LogRing.LINES, Optional.empty()).lines()).hasSize(LogRing.LINES).startsWith("x10");
  }

  @Test
  void anAnswerAlwaysFitsAMessage() {
    IntStream.range(0, LogRing.LINES).forEach(at -> ring.add(at, "\u001b\"\u20ac\ud83d\ude00\ud800".repeat(400)));
    LogRing.Page page = ring.last(LogRing.LINES, Optional.empty());
    assertThat(page.hasMore()).isTrue();
    assertThat(page.lines()).isNotEmpty().allMatch(line -> line.length() <= LogRing.LINE_CHARS);
    assertThat(MessageCodec.encode(new PeerReply.Logs(page.lines(), true)).length).isLessThan(Limits.MESSAGE_BYTES);
  }
}
