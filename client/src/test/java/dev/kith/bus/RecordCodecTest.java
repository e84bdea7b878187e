package dev.kith.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.codec.MessageCodec;
import dev.kith.message.Caller;
import dev.kith.message.JobEvent;
import dev.kith.message.JobRequest;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.Partial;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.LeaseId;
import dev.kith.model.Life;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodecTest {
  private static final JobId JOB = JobId.of(1, 2);
  private static final WorkerId WORKER = new WorkerId("w");

  private final RecordCodec codec = new RecordCodec();

  static Stream<Record> records() {
    return Stream.of(new WorkReply.Ok(), new WorkReply.Material("m", "c", new Json("{ }"), Instant.EPOCH),
        new JobRequest.StopAll(new Caller("owner", false)), new Partial.Counted(5, 4),
        new LeaseMessage.Offered(WORKER, new LeaseId(1, new Life(5, 6), 2), JOB, new ShardRange(3, 4), 1, Duration.ofMillis(200),
            Duration.ofSeconds(20)),
        new JobEvent(JOB, "owner", 1, Instant.ofEpochMilli(5), JobEvent.Type.JOB_DONE, new Json("{}")));
  }

  @ParameterizedTest
  @MethodSource("records")
  void wireGivesBackTheSameRecord(Record record) {
    assertThat(RecordCodec.record(RecordCodec.bytes(record), MessageCodec.wireType(MessageCodec.wireName(record))))
        .isEqualTo(record);
    assertThat(codec.transform(record)).isSameAs(record);
  }

  @Test
  void anythingElseIsRefused() {
    byte[] other = RecordCodec.bytes(new WorkReply.Ok());
    assertThatThrownBy(() -> RecordCodec.record(other, JobRequest.class)).isInstanceOf(KithException.class);
    for (String text : new String[]{"", "\u0003ab", "\u0003abc{}", "\u007f"}) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      assertThatThrownBy(() -> RecordCodec.record(bytes, WorkReply.class)).isInstanceOf(KithException.class);
    }
  }

  @Test
  void recordsDoNotCrossUnsealed() {
    assertThatThrownBy(() -> codec.decodeFromWire(0, Buffer.buffer())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void recordThatIsNoMessageDoesNotTravel() {
    assertThatThrownBy(() -> codec.encodeToWire(Buffer.buffer(), WORKER)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("WorkerId");
  }
}
