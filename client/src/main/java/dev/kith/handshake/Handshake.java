package dev.kith.handshake;

import dev.kith.crypto.Aead;
import dev.kith.crypto.Identity;
import dev.kith.crypto.KeyAgreement;
import dev.kith.crypto.MlKem768;
import dev.kith.crypto.SealBrokenException;
import dev.kith.crypto.X25519Key;
import dev.kith.handshake.FrameHeader.Kind;
import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One side of one handshake: whole frames in, whole frames out. Confined. Each method once, in order; whatever is wrong is a
/// [RefusedFrameException], after which this handshake is dead.
///
/// Initiator: [#first], [#readSecond] (then the caller checks the peer's credential), [#third], [#session].
/// Responder: [#second], [#readThird] (then the caller checks), [#session].
///
/// That the other end's key belongs to its node id is checked here. The responder knows at message 3 that the initiator has the mesh
/// key; the initiator knows it of the responder with the first frame of the session that opens.
public final class Handshake {
  public static final int CREDENTIAL_BYTES_MAX = 8_192;

  private static final int MESH_KEY_BYTES = 32;
  private static final byte[] NOTHING = {};
  private static final SecureRandom RANDOM = new SecureRandom();

  /// @param mesh 32 hex digits, part of the prologue
  /// @param credential ours, shown to the other end encrypted; at most [#CREDENTIAL_BYTES_MAX]
  /// @param meshKey 32 bytes, secret, and its number
  /// @param nanoTime a monotonic clock, for the session's ages
  public record Terms(Identity identity, String mesh, Blob credential, Blob meshKey, int meshKeyNumber, Suite suite,
      LongSupplier nanoTime) {
    public Terms {
      if (!mesh.matches("[0-9a-f]{32}"))
        throw new IllegalArgumentException("mesh must be 32 hex digits, not \"" + mesh + '"');
      if (meshKey.bytes().length != MESH_KEY_BYTES)
        throw new IllegalArgumentException("mesh key must have " + MESH_KEY_BYTES + " bytes, not " + meshKey.bytes().length);
      if (credential.bytes().length > CREDENTIAL_BYTES_MAX)
        throw new IllegalArgumentException(
            "credential must have at most " + CREDENTIAL_BYTES_MAX + " bytes, not " + credential.bytes().length);
    }
  }

  /// What the other end showed; `staticKey` is proved, the credential is anything at all.
  public record Shown(Blob staticKey, Blob credential) {}

  private enum Step {
    FIRST, READ_SECOND, THIRD, SECOND, READ_THIRD, SESSION, DONE, DEAD
  }

  private final Terms terms;
  private final boolean initiator;
  private final SecureRandom random;
  private final Noise noise;
  private final long localNumber;
  private Step step;
  private MlKem768 kem;
  private NodeId peer;
  private long peerNumber;

  private Handshake(Terms terms, boolean initiator, SecureRandom random) {
    this.terms = terms;
    this.initiator = initiator;
    this.random = random;
    localNumber = number(random);
    noise = new Noise(Pattern.XX_PSK3, initiator, KeySchedule.prologue(terms.mesh, terms.suite), terms.identity,
        () -> X25519Key.generate(random));
    step = initiator ? Step.FIRST : Step.SECOND;
  }

  public static Handshake initiator(Terms terms, NodeId to) { return initiator(terms, to, RANDOM); }

  public static Handshake responder(Terms terms) { return responder(terms, RANDOM); }

  static Handshake initiator(Terms terms, NodeId to, SecureRandom random) {
    if (to.equals(terms.identity.nodeId()))
      throw new IllegalArgumentException("handshake of node " + to + " with itself");
    Handshake handshake = new Handshake(terms, true, random);
    handshake.peer = to;
    return handshake;
  }

  static Handshake responder(Terms terms, SecureRandom random) { return new Handshake(terms, false, random); }

  /// Whether message 1 is of someone with that mesh key: next to no work, and nothing is kept. Length and header are not looked at yet.
  public static boolean mayAnswer(byte[] first, Blob meshKey) { return KeySchedule.hasMac(meshKey.bytes(), first); }

  /// Message 1. Its end is a MAC under a key derived from the mesh key: without it a responder says nothing.
  public byte[] first() {
    enter(Step.FIRST);
    byte[] payload = NOTHING;
    if (terms.suite == Suite.HYBRID) {
      kem = MlKem768.generate(random);
      payload = kem.encapsulationKey();
    }
    step = Step.READ_SECOND;
    return KeySchedule.macked(terms.meshKey.bytes(), written(Kind.FIRST, localNumber, payload));
  }

  /// @param first message 1, not yet believed
  public byte[] second(byte[] first) {
    enter(Step.SECOND);
    return refusing("message 1", () -> {
      FrameHeader header = header(first, Kind.FIRST);
      requireLength(first, firstBytes(terms.suite));
      KeySchedule.checkMac(terms.meshKey.bytes(), first);
      meet(header);
      return answer(read(first, KeySchedule.MAC_BYTES));
    });
  }

  public Shown readSecond(byte[] second) {
    enter(Step.READ_SECOND);
    return refusing("message 2", () -> {
      FrameHeader header = header(second, Kind.SECOND);
      requireFrom(header, localNumber);
      Payload payload = Payload.ofSecond(terms.suite, read(second, 0));
      peerNumber = payload.number();
      byte[] secret = kem == null ? NOTHING : kem.decapsulate(payload.ciphertext().bytes());
      agree(secret);
      return shown(payload, Step.THIRD);
    });
  }

  public byte[] third() {
    enter(Step.THIRD);
    byte[] frame = written(Kind.THIRD, peerNumber, Payload.third(terms.credential));
    step = Step.SESSION;
    return frame;
  }

  public Shown readThird(byte[] third) {
    enter(Step.READ_THIRD);
    return refusing("message 3", () -> {
      FrameHeader header = header(third, Kind.THIRD);
      requireFrom(header, localNumber);
      return shown(Payload.ofThird(read(third, 0)), Step.SESSION);
    });
  }

  /// The number by which frames of the other end name this handshake and its session.
  public long localNumber() { return localNumber; }

  /// Once.
  public Session session() {
    enter(Step.SESSION);
    byte[] hash = noise.hash();
    byte[][] keys = noise.split();
    Ratchet fromInitiator = Ratchet.start(keys[0], hash);
    Ratchet fromResponder = Ratchet.start(keys[1], hash);
    step = Step.DONE;
    NodeId us = terms.identity.nodeId();
    FrameHeader ours = new FrameHeader(terms.suite.number(), Kind.SEALED, peer, us, peerNumber, 0, 0);
    FrameHeader theirs = new FrameHeader(terms.suite.number(), Kind.SEALED, us, peer, localNumber, 0, 0);
    return initiator
        ? new Session(ours, fromInitiator, theirs, fromResponder, terms.nanoTime)
        : new Session(ours, fromResponder, theirs, fromInitiator, terms.nanoTime);
  }

  /// Forgets all secrets of a handshake that will not be finished.
  public void abandon() { if (step != Step.DONE)
    die(); }

  @Override
  public String toString() { return "Handshake[" + (initiator ? "initiator" : "responder") + ", " + step + "]"; }

  /// Bytes of message 1.
  static int firstBytes(Suite suite) {
    int payload = suite == Suite.HYBRID ? MlKem768.KEY_BYTES : 0;
    return FrameHeader.BYTES + KeyAgreement.BYTES + payload + Aead.TAG_BYTES + KeySchedule.MAC_BYTES;
  }

  private byte[] answer(byte[] encapsulationKey) {
    MlKem768.Encapsulated made = terms.suite == Suite.HYBRID
        ? MlKem768.encapsulate(encapsulationKey, random)
        : new MlKem768.Encapsulated(NOTHING, NOTHING);
    byte[] frame = written(Kind.SECOND, peerNumber, Payload.second(localNumber, made.ciphertext(), terms.credential));
    agree(made.secret());
    step = Step.READ_THIRD;
    return frame;
  }

  private void meet(FrameHeader header) {
    if (header.from().equals(terms.identity.nodeId()))
      throw new RefusedFrameException("message 1 is from this node itself");
    if (header.session() == 0)
      throw new RefusedFrameException("the initiator's number of the session is 0");
    peer = header.from();
    peerNumber = header.session();
  }

  private void agree(byte[] kemSecret) {
    byte[] psk = KeySchedule.psk(terms.suite, kemSecret, terms.meshKey.bytes());
    noise.psk(psk);
    Arrays.fill(psk, (byte) 0);
    if (kemSecret.length > 0)
      Arrays.fill(kemSecret, (byte) 0);
    kem = null;
  }

  private Shown shown(Payload payload, Step next) {
    byte[] key = noise.theirStatic();
    if (!Identity.idOf(key).equals(peer))
      throw new RefusedFrameException("the key that was proved is of node " + Identity.idOf(key) + ", not of " + peer);
    step = next;
    return new Shown(new Blob(key), payload.credential());
  }

  private byte[] written(Kind kind, long session, byte[] payload) {
    byte[] header = new FrameHeader(terms.suite.number(), kind, peer, terms.identity.nodeId(), session, terms.meshKeyNumber, 0)
        .encode();
    noise.bind(header);
    return Bytes.joined(header, noise.write(payload));
  }

  private byte[] read(byte[] frame, int bytesAfter) {
    noise.bind(Arrays.copyOf(frame, FrameHeader.BYTES));
    return noise.read(Arrays.copyOfRange(frame, FrameHeader.BYTES, frame.length - bytesAfter));
  }

  private FrameHeader header(byte[] frame, Kind kind) {
    FrameHeader header = FrameHeader.of(frame);
    if (header.kind() != kind)
      throw new RefusedFrameException("frame is of kind " + header.kind() + ", not " + kind);
    if (header.suite() != terms.suite.number())
      throw new RefusedFrameException("suite is " + header.suite() + ", this node speaks " + terms.suite.number());
    if (!header.to().equals(terms.identity.nodeId()))
      throw new RefusedFrameException("frame is for node " + header.to());
    if (header.epoch() != terms.meshKeyNumber || header.counter() != 0)
      throw new RefusedFrameException("mesh key is number " + header.epoch() + ", expected " + terms.meshKeyNumber);
    return header;
  }

  private void requireFrom(FrameHeader header, long number) {
    if (!header.from().equals(peer) || header.session() != number)
      throw new RefusedFrameException("frame is from node " + header.from() + ", or of another handshake; expected " + peer);
  }

  private static void requireLength(byte[] frame, int expected) {
    if (frame.length != expected)
      throw new RefusedFrameException("frame must have " + expected + " bytes, not " + frame.length);
  }

  private <T> T refusing(String message, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (RefusedFrameException e) {
      die();
      throw e;
    } catch (SealBrokenException | IllegalArgumentException e) {
      die();
      throw new RefusedFrameException(message + " is not what it should be: " + e.getMessage(), e);
    }
  }

  private void enter(Step expected) {
    if (step != expected)
      throw new IllegalStateException("handshake is at " + step + ", not at " + expected);
  }

  private void die() {
    step = Step.DEAD;
    kem = null;
    noise.wipe();
  }

  private static long number(SecureRandom random) {
    long number = 0;
    while (number == 0)
      number = random.nextLong();
    return number;
  }
}
