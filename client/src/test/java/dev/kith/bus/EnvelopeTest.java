package dev.kith.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kith.bus.NumberRanges.Range;
import dev.kith.handshake.RefusedFrameException;
import dev.kith.message.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The bytes of what a sealed frame holds.
class EnvelopeTest {
  private static final byte[] BODY = {7, 8};

  private static Map<String, Envelope.Batch> batches() {
    Map<String, Envelope.Batch> batches = new LinkedHashMap<>();
    batches.put("empty", new Envelope.Batch(0x0102030405060708L, 1, List.of()));
    batches.put("request", new Envelope.Batch(-1, 3, List.of(new Envelope.Request(5, "kith.a", BODY))));
    batches.put("one long poll, number 1, beside 12288 that are settled",
        new Envelope.Batch(9, 1, List.of(new Range(2, 12_290)), List.of(new Envelope.Request(12_290, "kith.a", BODY))));
    batches.put("ranges with gaps", new Envelope.Batch(9, 100,
        List.of(new Range(101, 102), new Range(110, 4_294_967_405L), new Range(8_589_934_700L, 8_589_934_701L)), List.of()));
    batches.put("every kind", new Envelope.Batch(9, 1, List.of(new Envelope.Reply(1, BODY),
        Envelope.Failure.of(2, ErrorCode.GONE, "it went, é"), Envelope.Failure.ofNode(3, ErrorCode.RATE_LIMITED, "has enough"),
        new Envelope.Tell("kith.b", BODY), new Envelope.Subscribe("kith.c"), new Envelope.Event("kith.c", BODY))));
    return batches;
  }

  @Test
  void bytesAreTheOnesThatAreWrittenDown() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode made = mapper.createObjectNode();
    batches().forEach((name, batch) -> made.put(name, HexFormat.of().formatHex(batch.encode())));
    try (InputStream file = EnvelopeTest.class.getResourceAsStream("/protocol/envelopes.json")) {
      JsonNode expected = file == null ? mapper.createObjectNode() : mapper.readTree(file);
      assertThat((JsonNode) made).as(made.toPrettyString()).isEqualTo(expected);
    }
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    batches().values().forEach(batch -> assertThat(Envelope.Batch.decode(batch.encode()).encode()).isEqualTo(batch.encode()));
  }

  @Test
  void aKindOfALaterVersionCostsOnlyItself() {
    byte[] bytes = new Envelope.Batch(1, 1, List.of(new Envelope.Tell("kith.x", BODY), new Envelope.Request(4, "kith.y", BODY),
        new Envelope.Reply(5, BODY), new Envelope.Tell("kith.z", BODY))).encode();
    kind(bytes, 1, 200);
    kind(bytes, 2, 77);
    List<Envelope> read = Envelope.Batch.decode(bytes).messages();
    assertThat(read).hasSize(4);
    assertThat(((Envelope.Unknown) read.get(1)).asks()).as("number and address: a request").isTrue();
    assertThat(((Envelope.Unknown) read.get(2)).asks()).as("a reply of some kind").isFalse();
    assertThat(((Envelope.Tell) read.get(3)).address()).isEqualTo("kith.z");
  }

  /// @param message which, from 0
  private static void kind(byte[] batch, int message, int kind) {
    int at = Envelope.HEADER_BYTES;
    for (int i = 0; i < message; i++)
      at += Integer.BYTES + java.nio.ByteBuffer.wrap(batch).getInt(at);
    batch[at + Integer.BYTES] = (byte) kind;
  }

  @Test
  void rangesThatTouchOrAreEmptyOrReachBeyondAllNumbersAreRefused() {
    for (String ranges : List.of("0000000000000001", "0000000100000000", "00000001"))
      refused("0000000000000001" + "0000000000000001" + "0001" + ranges);
    refused("0000000000000001" + "7ffffffffffffff0" + "0001" + "000000ff000000ff");
    refused("0000000000000001" + "0000000000000001" + "ffff" + "0000000100000001");
  }

  private static void refused(String hex) {
    assertThatThrownBy(() -> Envelope.Batch.decode(HexFormat.of().parseHex(hex))).isInstanceOf(RefusedFrameException.class);
  }

  @Test
  void rangesTooFarAwayForTheirBytesAreLeftOut() {
    List<Range> near = List.of(new Range(2, 3));
    assertThat(Envelope.Batch.wire(1, List.of(new Range(2, 3), new Range(1L << 33, (1L << 33) + 1)))).isEqualTo(near);
    assertThat(Envelope.Batch.wire(1, List.of(new Range(2, 3), new Range(5, 1L << 33)))).isEqualTo(near);
  }

  @Test
  void aFailureOfTheNodeItselfNamesTheNode() {
    Envelope.Failure own = Envelope.Failure.ofNode(1, ErrorCode.UNAVAILABLE, "stops");
    assertThat(own.read("node bob").getMessage()).isEqualTo("node bob stops");
    assertThat(own.read("node bob").code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(new Envelope.Failure(1, 1009, "it went".getBytes(UTF_8)).read("node bob")).hasMessage("it went");
  }
}
