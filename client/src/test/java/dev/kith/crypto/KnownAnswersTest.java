package dev.kith.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Public vectors: Wycheproof for X25519 and ML-KEM-768, RFC 5869 for HKDF, RFC 8439 for the AEAD.
class KnownAnswersTest {
  private static final HexFormat HEX = HexFormat.of();

  static Stream<JsonNode> x25519() throws IOException { return vectors("wycheproof-x25519.json"); }

  static Stream<JsonNode> mlKem() throws IOException { return vectors("wycheproof-mlkem768.json"); }

  /// Cases that Wycheproof leaves open are keys that we refuse, or points of the twist, which we take.
  @ParameterizedTest
  @MethodSource("x25519")
  void x25519(JsonNode vector) {
    X25519Key key = X25519Key.of(hex(vector, "private"));
    byte[] theirs = hex(vector, "public");
    String flags = vector.get("flags").toString();
    if (flags.contains("ZeroSharedSecret") || flags.contains("NonCanonicalPublic") || theirs[31] < 0) {
      assertThat(vector.get("result").asText()).isEqualTo("acceptable");
      assertThatIllegalArgumentException().isThrownBy(() -> key.agree(theirs));
    } else {
      assertThat(key.agree(theirs)).isEqualTo(hex(vector, "shared"));
    }
  }

  /// C4: all points of order 1, 2, 4 and 8, and the other spellings of them.
  @ParameterizedTest
  @ValueSource(strings = {"0000000000000000000000000000000000000000000000000000000000000000",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "0000000000000000000000000000000000000000000000000000000000000080",
      "0100000000000000000000000000000000000000000000000000000000000080",
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "09", ""})
  void pointsOfSmallOrderAndOtherSpellingsAreRefused(String point) {
    X25519Key key = X25519Key.generate(new SecureRandom());
    assertThatIllegalArgumentException().isThrownBy(() -> key.agree(HEX.parseHex(point)))
        .withMessageContaining("X25519 public key");
  }

  @ParameterizedTest
  @MethodSource("mlKem")
  void mlKem(JsonNode vector) {
    boolean valid = vector.get("result").asText().equals("valid");
    switch (vector.get("kind").asText()) {
      case "keygen" -> {
        MlKem768 key = MlKem768.generate(new Scripted(hex(vector, "seed")));
        assertThat(key.encapsulationKey()).isEqualTo(hex(vector, "ek"));
        assertThat(MlKem768.ofExpanded(hex(vector, "dk")).encapsulationKey()).isEqualTo(hex(vector, "ek"));
      }
      case "encaps" -> {
        byte[] key = hex(vector, "ek");
        if (valid) {
          MlKem768.Encapsulated made = MlKem768.encapsulate(key, new Scripted(hex(vector, "m")));
          assertThat(made.ciphertext()).isEqualTo(hex(vector, "c"));
          assertThat(made.secret()).isEqualTo(hex(vector, "K"));
        } else {
          assertThatIllegalArgumentException().isThrownBy(() -> MlKem768.encapsulate(key, new SecureRandom()));
        }
      }
      case "decaps", "both" -> {
        byte[] ciphertext = hex(vector, "c");
        if (valid)
          assertThat(owner(vector).decapsulate(ciphertext)).isEqualTo(hex(vector, "K"));
        else
          assertThatIllegalArgumentException().isThrownBy(() -> owner(vector).decapsulate(ciphertext));
      }
      default -> throw new AssertionError(vector.get("kind"));
    }
  }

  @ParameterizedTest
  @CsvSource({
      "000102030405060708090a0b0c, 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, f0f1f2f3f4f5f6f7f8f9, "
          + "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
      "'', 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, '', "
          + "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"})
  void hkdfOfRfc5869(String salt, String secret, String info, String expected) {
    assertThat(Hkdf.sha256(HEX.parseHex(salt), HEX.parseHex(secret), HEX.parseHex(info), 42)).isEqualTo(HEX.parseHex(expected));
  }

  /// RFC 8439 A.5 has a nonce of our form: 00000000 0102030405060708.
  @Test
  void aeadOfRfc8439() {
    byte[] key = HEX.parseHex("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0");
    byte[] aad = HEX.parseHex("f33388860000000000004e91");
    byte[] plain = Aead.of(key).open(0x0807060504030201L, aad, HEX.parseHex(A5));
    assertThat(new String(plain, StandardCharsets.UTF_8)).startsWith("Internet-Drafts are draft documents");
    assertThat(Aead.of(key).seal(0x0807060504030201L, aad, plain)).isEqualTo(HEX.parseHex(A5));
  }

  private static final String A5 = "64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb24c6cfc18755d43eea09ee94e382d26b0"
      + "bdb7b73c321b0100d4f03b7f355894cf332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c8559797a06ef4f0ef61c186324e2b"
      + "3506383606907b6a7c02b0f9f6157b53c867e4b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523eaf4534d7f83fa1155b00"
      + "47718cbc546a0d072b04b3564eea1b422273f548271a0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a1049e617d91d3610"
      + "94fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29a6ad5cb4022b02709beead9d67890cbb22392336fea1851f38";

  private static MlKem768 owner(JsonNode vector) {
    return vector.has("dk") ? MlKem768.ofExpanded(hex(vector, "dk")) : MlKem768.generate(new Scripted(hex(vector, "seed")));
  }

  private static byte[] hex(JsonNode vector, String field) { return HEX.parseHex(vector.get(field).asText()); }

  private static Stream<JsonNode> vectors(String name) throws IOException {
    try (InputStream file = KnownAnswersTest.class.getResourceAsStream("/protocol/" + name)) {
      return new ObjectMapper().readTree(file).get("vectors").valueStream();
    }
  }

  /// Gives the bytes of a vector, once.
  private static final class Scripted extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] script;
    private int at;

    Scripted(byte[] script) { this.script = script; }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(script, at, bytes, 0, bytes.length);
      at += bytes.length;
    }
  }
}
