package dev.kith.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kith.crypto.Aead;
import dev.kith.crypto.X25519Key;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// C1: the vectors of cacophony and snow, with the code that speaks our own handshake.
class NoiseVectorsTest {
  private static final int HANDSHAKE_MESSAGES = 3;
  private static final byte[] NO_AAD = {};

  static Stream<JsonNode> vectors() throws IOException {
    try (InputStream file = NoiseVectorsTest.class.getResourceAsStream("/protocol/noise-vectors.json")) {
      return new ObjectMapper().readTree(file).get("vectors").valueStream();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void publicVectorsComeOutByteForByte(JsonNode vector) {
    Noise[] ends = {end(vector, "init", true), end(vector, "resp", false)};
    JsonNode messages = vector.get("messages");
    for (int i = 0; i < HANDSHAKE_MESSAGES; i++) {
      byte[] message = ends[i % 2].write(hex(messages.get(i), "payload"));
      assertThat(message).isEqualTo(hex(messages.get(i), "ciphertext"));
      assertThat(ends[1 - i % 2].read(message)).isEqualTo(hex(messages.get(i), "payload"));
    }
    if (vector.has("handshake_hash"))
      assertThat(ends[0].hash()).isEqualTo(hex(vector, "handshake_hash"));
    assertThat(ends[0].hash()).isEqualTo(ends[1].hash());
    byte[][] keys = ends[0].split();
    assertThat(ends[1].split()).isDeepEqualTo(keys);
    transport(messages, keys);
  }

  private static void transport(JsonNode messages, byte[][] keys) {
    Aead[] directions = {Aead.of(keys[0]), Aead.of(keys[1])};
    long[] counters = new long[2];
    assertThat(messages).hasSizeGreaterThan(HANDSHAKE_MESSAGES);
    for (int i = HANDSHAKE_MESSAGES; i < messages.size(); i++) {
      byte[] sealed = directions[i % 2].seal(counters[i % 2]++, NO_AAD, hex(messages.get(i), "payload"));
      assertThat(sealed).isEqualTo(hex(messages.get(i), "ciphertext"));
    }
  }

  private static Noise end(JsonNode vector, String who, boolean initiator) {
    Pattern pattern = vector.get("protocol_name").asText().contains("psk3") ? Pattern.XX_PSK3 : Pattern.XX;
    assertThat(pattern.protocol()).isEqualTo(vector.get("protocol_name").asText());
    Noise noise = new Noise(pattern, initiator, hex(vector, who + "_prologue"), X25519Key.of(hex(vector, who + "_static")),
        () -> X25519Key.of(hex(vector, who + "_ephemeral")));
    if (pattern.hasPsk())
      noise.psk(HexFormat.of().parseHex(vector.get(who + "_psks").get(0).asText()));
    return noise;
  }

  private static byte[] hex(JsonNode vector, String field) { return HexFormat.of().parseHex(vector.get(field).asText()); }
}
