package dev.kith.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.southernstorm.noise.protocol.CipherState;
import com.southernstorm.noise.protocol.CipherStatePair;
import com.southernstorm.noise.protocol.HandshakeState;
import dev.kith.crypto.Aead;
import dev.kith.crypto.X25519Key;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// C2: sessions with another implementation of Noise at the other end.
class NoiseInteropTest {
  private static final int SESSIONS = 1_000;
  private static final byte[] NO_AAD = {};

  private final Random random = new Random(20_261_121);
  private final SecureRandom keys = new SecureRandom();

  @Test
  void thousandSessionsWithNoiseJava() throws GeneralSecurityException {
    for (int i = 0; i < SESSIONS; i++)
      session(i % 2 == 0);
  }

  private void session(boolean weInitiate) throws GeneralSecurityException {
    byte[] prologue = bytes(random.nextInt(64));
    X25519Key key = X25519Key.generate(keys);
    Noise ours = new Noise(Pattern.XX, weInitiate, prologue, key, () -> X25519Key.generate(keys));
    HandshakeState theirs = new HandshakeState("Noise_XX_25519_ChaChaPoly_SHA256",
        weInitiate ? HandshakeState.RESPONDER : HandshakeState.INITIATOR);
    theirs.setPrologue(prologue, 0, prologue.length);
    theirs.getLocalKeyPair().generateKeyPair();
    theirs.start();
    for (int message = 0; message < 3; message++) {
      if ((message % 2 == 0) == weInitiate)
        weSpeak(ours, theirs);
      else
        theySpeak(ours, theirs);
    }
    assertThat(theirs.getHandshakeHash()).isEqualTo(ours.hash());
    byte[] shown = new byte[32];
    theirs.getRemotePublicKey().getPublicKey(shown, 0);
    assertThat(shown).isEqualTo(key.publicKey());
    transport(ours.split(), theirs.split(), weInitiate);
  }

  private void weSpeak(Noise ours, HandshakeState theirs) throws GeneralSecurityException {
    byte[] payload = bytes(random.nextInt(200));
    byte[] message = ours.write(payload);
    byte[] read = new byte[message.length];
    int count = theirs.readMessage(message, 0, message.length, read, 0);
    assertThat(Arrays.copyOf(read, count)).isEqualTo(payload);
  }

  private void theySpeak(Noise ours, HandshakeState theirs) throws GeneralSecurityException {
    byte[] payload = bytes(random.nextInt(200));
    byte[] message = new byte[payload.length + 256];
    int count = theirs.writeMessage(message, 0, payload, 0, payload.length);
    assertThat(ours.read(Arrays.copyOf(message, count))).isEqualTo(payload);
  }

  private void transport(byte[][] split, CipherStatePair theirs, boolean weInitiate) throws GeneralSecurityException {
    Aead sends = Aead.of(split[weInitiate ? 0 : 1]);
    Aead receives = Aead.of(split[weInitiate ? 1 : 0]);
    CipherState sender = theirs.getSender();
    for (long counter = 0; counter < 3; counter++) {
      byte[] plain = bytes(random.nextInt(100));
      byte[] sealed = sends.seal(counter, NO_AAD, plain);
      byte[] opened = new byte[sealed.length];
      assertThat(theirs.getReceiver().decryptWithAd(null, sealed, 0, opened, 0, sealed.length)).isEqualTo(plain.length);
      assertThat(Arrays.copyOf(opened, plain.length)).isEqualTo(plain);
      byte[] back = new byte[plain.length + Aead.TAG_BYTES];
      sender.encryptWithAd(null, plain, 0, back, 0, plain.length);
      assertThat(receives.open(counter, NO_AAD, back)).isEqualTo(plain);
    }
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
