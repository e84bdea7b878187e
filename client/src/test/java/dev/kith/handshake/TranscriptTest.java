package dev.kith.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The protocol does not change by accident: whole transcripts, with the randomness given, byte for byte.
class TranscriptTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @EnumSource(Suite.class)
  void transcriptIsTheOneThatIsWrittenDown(Suite suite) throws IOException {
    String name = "/protocol/handshake-" + suite.name().toLowerCase(Locale.ROOT) + ".json";
    try (InputStream file = TranscriptTest.class.getResourceAsStream(name)) {
      JsonNode expected = file == null ? JSON.createObjectNode() : JSON.readTree(file);
      JsonNode made = transcript(suite);
      assertThat(made).as(made.toPrettyString()).isEqualTo(expected);
    }
  }

  private static JsonNode transcript(Suite suite) {
    Pair pair = new Pair(suite);
    Seeded ofInitiator = new Seeded(1);
    Seeded ofResponder = new Seeded(2);
    Pair.Sessions made = Pair.finish(Handshake.initiator(pair.terms(pair.alice), pair.bob.nodeId(), ofInitiator),
        Handshake.responder(pair.terms(pair.bob), ofResponder));
    ObjectNode json = JSON.createObjectNode().put("suite", suite.number()).put("mesh", Pair.MESH)
        .put("meshKey", hex(Pair.MESH_KEY.bytes())).put("meshKeyNumber", 7)
        .put("initiatorStatic", hex(Pair.filled(32, 0x0a))).put("responderStatic", hex(Pair.filled(32, 0x0b)))
        .put("initiatorCredential", hex(Pair.credential(pair.alice).bytes()))
        .put("responderCredential", hex(Pair.credential(pair.bob).bytes()));
    secrets(json.putArray("initiatorSecrets"), ofInitiator.secrets());
    secrets(json.putArray("responderSecrets"), ofResponder.secrets());
    json.put("first", hex(made.first())).put("second", hex(made.second())).put("third", hex(made.third()));
    ArrayNode frames = json.putArray("frames");
    for (String said : List.of("one", "two")) {
      frame(frames, "initiator", made.initiator(), said);
      frame(frames, "responder", made.responder(), said);
      pair.clock.addAndGet(Session.REKEY_AFTER.toNanos());
    }
    return json;
  }

  private static void frame(ArrayNode frames, String from, Session session, String said) {
    byte[] plain = said.getBytes(StandardCharsets.US_ASCII);
    frames.addObject().put("from", from).put("plain", hex(plain)).put("frame", hex(session.seal(plain)));
  }

  private static void secrets(ArrayNode array, List<byte[]> secrets) { secrets.forEach(secret -> array.add(hex(secret))); }

  private static String hex(byte[] bytes) { return HexFormat.of().formatHex(bytes); }
}
