package dev.kith.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SealerTest {
  private static final byte[] AAD = "job/args/1".getBytes(UTF_8);

  private final byte[] key = Randoms.bytes(32);
  private final Sealer sealer = Sealer.of(key);

  @Test
  void opensWhatItSealed() {
    for (int length : new int[]{0, 1, 15, 16, 17, 100_000}) {
      byte[] plain = length == 0 ? new byte[0] : new byte[length];
      byte[] sealed = sealer.seal(AAD, plain);
      assertThat(sealed).hasSize(length + Sealer.OVERHEAD_BYTES);
      assertThat(Sealer.of(key).open(AAD, sealed)).isEqualTo(plain);
    }
  }

  @Test
  void opensTheGcmVectorOfNist() { // test case 16 of the GCM specification (McGrew and Viega)
    byte[] vectorKey = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    String sealed = "cafebabefacedbaddecaf888" + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662" + "76fc6ece0f4e1768cddf8853bb2d551b";
    byte[] plain = Sealer.of(vectorKey).open(hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"), hex(sealed));
    assertThat(plain).isEqualTo(hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
  }

  @Test
  void everyChangedBitIsNoticed() {
    byte[] sealed = sealer.seal(AAD, "secret".getBytes(UTF_8));
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> sealer.open(AAD, changed)).isInstanceOf(SealBrokenException.class);
    }
    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> sealer.open(AAD, cut)).isInstanceOf(SealBrokenException.class);
    }
  }

  @Test
  void anotherPlaceOrKeyDoesNotOpen() {
    byte[] sealed = sealer.seal(AAD, "secret".getBytes(UTF_8));
    assertThatThrownBy(() -> sealer.open("job/args/2".getBytes(UTF_8), sealed)).isInstanceOf(SealBrokenException.class);
    assertThatThrownBy(() -> Sealer.of(Randoms.bytes(32)).open(AAD, sealed)).isInstanceOf(SealBrokenException.class);
    assertThatThrownBy(() -> sealer.derived("values").open(AAD, sealed)).isInstanceOf(SealBrokenException.class);
  }

  @Test
  void derivedKeyIsHkdfSha256() {
    byte[] input = new byte[32];
    for (int i = 0; i < input.length; i++)
      input[i] = (byte) i;
    // HMAC(HMAC(0^32, 00 01 .. 1f), "values" || 01), computed apart from this code
    Sealer expected = Sealer.of(hex("f4dac6be900451f9ebb4b82ad0cf1a3dc6811a1b62436c26a6e885f96ac24ce0"));
    byte[] sealed = Sealer.of(input).derived("values").seal(AAD, AAD);
    assertThat(expected.open(AAD, sealed)).isEqualTo(AAD);
  }

  @Test
  void sameTextIsSealedDifferentlyEachTime() { assertThat(sealer.seal(AAD, AAD)).isNotEqualTo(sealer.seal(AAD, AAD)); }

  @Test
  void keyOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> Sealer.of(new byte[16])).hasMessage("sealing key must have 32 bytes, not 16");
  }

  private static byte[] hex(String text) { return HexFormat.of().parseHex(text); }
}
