package dev.kith.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.crypto.Aead;
import dev.kith.crypto.MlKem768;
import dev.kith.crypto.SealBrokenException;
import dev.kith.crypto.X25519Key;
import dev.kith.handshake.FrameHeader.Kind;
import dev.kith.model.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// C8 and C9: what someone with stolen keys can do. Each attack has its control: with the one thing that is missing it succeeds.
class LeakTest {
  private static final byte[] SAID = "what was said".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};

  private final Pair pair = new Pair(Suite.HYBRID);
  private final X25519Key alice = X25519Key.of(Pair.filled(32, 0x0a));
  private final X25519Key bob = X25519Key.of(Pair.filled(32, 0x0b));
  private final Seeded drawn = new Seeded(1);
  private final Pair.Sessions recorded = Pair.finish(Handshake.initiator(pair.terms(pair.alice), pair.bob.nodeId(), drawn),
      Handshake.responder(pair.terms(pair.bob), new Seeded(2)));
  private final byte[] recordedFrame = recorded.initiator().seal(SAID);

  private final X25519Key aliceEphemeral = X25519Key.of(drawn.secrets().get(2));
  private final byte[] bobEphemeral = Arrays.copyOfRange(recorded.second(), 56, 88);
  private final byte[] ee = aliceEphemeral.agree(bobEphemeral);
  private final byte[] es = aliceEphemeral.agree(bob.publicKey());
  private final byte[] se = alice.agree(bobEphemeral);
  private final byte[] psk = KeySchedule.psk(Suite.HYBRID, kemSecret(), Pair.MESH_KEY.bytes());

  @Test
  void whoHasEverythingReadsTheRecord() { assertThat(decrypted(ee, es, se, psk)).isEqualTo(SAID); }

  /// The statics give es and se, the leaked KEM secret and the mesh key give psk: ee is missing.
  @Test
  void longTermKeysAndTheKemDoNotOpenTheRecord() {
    for (byte[] guess : List.of(es, se, psk, alice.agree(bob.publicKey()), new byte[32]))
      assertThatThrownBy(() -> decrypted(guess, es, se, psk)).isInstanceOf(SealBrokenException.class);
  }

  /// All of X25519 is broken and the mesh key is stolen: the KEM secret is missing.
  @Test
  void curvesAndTheMeshKeyDoNotOpenTheRecord() {
    byte[] meshKey = Pair.MESH_KEY.bytes();
    for (byte[] guess : List.of(KeySchedule.psk(Suite.CLASSIC, NOTHING, meshKey), KeySchedule.psk(Suite.HYBRID, NOTHING, meshKey),
        KeySchedule.psk(Suite.HYBRID, new byte[32], meshKey), meshKey, ee))
      assertThatThrownBy(() -> decrypted(ee, es, se, guess)).isInstanceOf(SealBrokenException.class);
  }

  /// Neither do both without the mesh key.
  @Test
  void curvesAndTheKemDoNotOpenTheRecord() {
    assertThatThrownBy(() -> decrypted(ee, es, se, KeySchedule.psk(Suite.HYBRID, kemSecret(), new byte[32])))
        .isInstanceOf(SealBrokenException.class);
  }

  /// C8: the thief has Alice's key and the mesh key, not Bob's, and answers Alice as Bob.
  @Test
  void thiefOfAKeyIsNobodyElseToItsOwner() {
    X25519Key thief = X25519Key.of(Pair.filled(32, 0x66));
    byte[] theirs = aliceEphemeral.publicKey();
    for (byte[] guess : List.of(thief.agree(theirs), alice.agree(bob.publicKey()), alice.agree(theirs), new byte[32]))
      assertThatThrownBy(() -> answeredAsBob(thief, guess)).isInstanceOf(RefusedFrameException.class);
    assertThat(answeredAsBob(thief, bob.agree(theirs)).staticKey().bytes()).isEqualTo(bob.publicKey());
  }

  /// C8 the other way: the thief of Bob's key calls Bob as Alice.
  @Test
  void thiefOfAKeyCannotCallItsOwnerAsAnother() {
    X25519Key thief = X25519Key.of(Pair.filled(32, 0x66));
    for (byte[] guess : List.of(thief.agree(bob.publicKey()), bob.agree(alice.publicKey()), new byte[32]))
      assertThatThrownBy(() -> calledAsAlice(thief, guess, false)).isInstanceOf(RefusedFrameException.class);
    assertThat(calledAsAlice(thief, NOTHING, true).staticKey().bytes()).isEqualTo(alice.publicKey());
  }

  private byte[] decrypted(byte[] ee, byte[] es, byte[] se, byte[] psk) {
    SymmetricState state = begun();
    byte[] first = recorded.first();
    ephemeral(state, first);
    state.decryptAndHash(Arrays.copyOfRange(first, 88, first.length - KeySchedule.MAC_BYTES));
    byte[] second = recorded.second();
    ephemeral(state, second);
    state.mixKey(ee);
    state.decryptAndHash(Arrays.copyOfRange(second, 88, 136));
    state.mixKey(es);
    state.decryptAndHash(Arrays.copyOfRange(second, 136, second.length));
    byte[] third = recorded.third();
    state.mixHash(Arrays.copyOf(third, 56));
    state.decryptAndHash(Arrays.copyOfRange(third, 56, 104));
    state.mixKey(se);
    state.mixKeyAndHash(psk);
    state.decryptAndHash(Arrays.copyOfRange(third, 104, third.length));
    byte[] hash = state.hash();
    Aead key = Ratchet.start(state.split()[0], hash).step();
    return key.open(0, SealingSide.BOUND, recordedFrame, FrameHeader.BYTES);
  }

  private Handshake.Shown answeredAsBob(X25519Key thief, byte[] guessedEs) {
    Handshake victim = Handshake.initiator(pair.terms(pair.alice), pair.bob.nodeId(), new Seeded(1));
    byte[] first = victim.first();
    SymmetricState state = begun();
    ephemeral(state, first);
    byte[] kemKey = state.decryptAndHash(Arrays.copyOfRange(first, 88, first.length - KeySchedule.MAC_BYTES));
    MlKem768.Encapsulated kem = MlKem768.encapsulate(kemKey, new Seeded(3));
    byte[] header = header(Kind.SECOND, pair.alice.nodeId(), pair.bob.nodeId(), victim.localNumber());
    ephemeral(state, Bytes.joined(header, thief.publicKey()));
    state.mixKey(thief.agree(aliceEphemeral.publicKey()));
    byte[] shown = state.encryptAndHash(bob.publicKey());
    state.mixKey(guessedEs);
    byte[] payload = state.encryptAndHash(Payload.second(5, kem.ciphertext(), Pair.credential(pair.bob)));
    return victim.readSecond(Bytes.joined(header, thief.publicKey(), shown, payload));
  }

  /// @param control uses Alice's key instead of the guess
  private Handshake.Shown calledAsAlice(X25519Key thief, byte[] guessedSe, boolean control) {
    Handshake victim = pair.responder();
    MlKem768 kem = MlKem768.generate(new Seeded(4));
    SymmetricState state = begun();
    byte[] header = header(Kind.FIRST, pair.bob.nodeId(), pair.alice.nodeId(), 9);
    ephemeral(state, Bytes.joined(header, thief.publicKey()));
    byte[] payload = state.encryptAndHash(kem.encapsulationKey());
    byte[] second = victim
        .second(KeySchedule.macked(Pair.MESH_KEY.bytes(), Bytes.joined(header, thief.publicKey(), payload)));
    byte[] theirs = Arrays.copyOfRange(second, 56, 88);
    ephemeral(state, second);
    state.mixKey(thief.agree(theirs));
    state.decryptAndHash(Arrays.copyOfRange(second, 88, 136));
    state.mixKey(thief.agree(bob.publicKey()));
    Payload answer = Payload.ofSecond(Suite.HYBRID, state.decryptAndHash(Arrays.copyOfRange(second, 136, second.length)));
    byte[] last = header(Kind.THIRD, pair.bob.nodeId(), pair.alice.nodeId(), answer.number());
    state.mixHash(last);
    byte[] shown = state.encryptAndHash(alice.publicKey());
    state.mixKey(control ? alice.agree(theirs) : guessedSe);
    state.mixKeyAndHash(
        KeySchedule.psk(Suite.HYBRID, kem.decapsulate(answer.ciphertext().bytes()), Pair.MESH_KEY.bytes()));
    return victim.readThird(Bytes.joined(last, shown, state.encryptAndHash(Payload.third(Pair.credential(pair.alice)))));
  }

  private byte[] kemSecret() {
    Seeded again = new Seeded(1);
    again.nextLong(); // the number of the session
    MlKem768 kem = MlKem768.generate(again);
    return kem.decapsulate(ciphertext());
  }

  private byte[] ciphertext() {
    SymmetricState state = begun();
    ephemeral(state, recorded.first());
    state.decryptAndHash(Arrays.copyOfRange(recorded.first(), 88, recorded.first().length - KeySchedule.MAC_BYTES));
    ephemeral(state, recorded.second());
    state.mixKey(ee);
    state.decryptAndHash(Arrays.copyOfRange(recorded.second(), 88, 136));
    state.mixKey(es);
    return Payload
        .ofSecond(Suite.HYBRID, state.decryptAndHash(Arrays.copyOfRange(recorded.second(), 136, recorded.second().length)))
        .ciphertext().bytes();
  }

  private static SymmetricState begun() {
    SymmetricState state = new SymmetricState(Pattern.XX_PSK3.protocol());
    state.mixHash(KeySchedule.prologue(Pair.MESH, Suite.HYBRID));
    return state;
  }

  /// Header and ephemeral key of a message.
  private static void ephemeral(SymmetricState state, byte[] frame) {
    state.mixHash(Arrays.copyOf(frame, 56));
    byte[] key = Arrays.copyOfRange(frame, 56, 88);
    state.mixHash(key);
    state.mixKey(key);
  }

  private static byte[] header(Kind kind, NodeId to, NodeId from, long session) {
    return new FrameHeader(Suite.HYBRID.number(), kind, to, from, session, 7, 0).encode();
  }
}
