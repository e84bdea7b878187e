package dev.kith.handshake;

import dev.kith.crypto.Aead;
import dev.kith.crypto.KeyAgreement;
import dev.kith.crypto.X25519Key;
import dev.kith.handshake.Pattern.Token;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// One side of a handshake of the Noise Protocol Framework, revision 34, section 5.3: follows a [Pattern], message by message. Knows
/// nothing of frames. Confined; after any exception it must not be used any more.
final class Noise {
  /// Of a whole message (Noise 3).
  static final int MESSAGE_BYTES_MAX = 65_535;

  private final Pattern pattern;
  private final boolean initiator;
  private final SymmetricState state;
  private final KeyAgreement ourStatic;
  private final Supplier<X25519Key> ephemerals;
  private X25519Key ourEphemeral;
  private byte[] theirStatic;
  private byte[] theirEphemeral;
  private byte[] psk;
  private int next;

  /// @param ephemerals makes our key for this handshake, when it is wanted
  Noise(Pattern pattern, boolean initiator, byte[] prologue, KeyAgreement ourStatic, Supplier<X25519Key> ephemerals) {
    this.pattern = pattern;
    this.initiator = initiator;
    this.ourStatic = ourStatic;
    this.ephemerals = ephemerals;
    state = new SymmetricState(pattern.protocol());
    state.mixHash(prologue);
  }

  /// Binds what goes beside a message, such as its header; both ends do so before that message.
  void bind(byte[] beside) { state.mixHash(beside); }

  /// @param key 32 bytes; before the message that mixes it
  void psk(byte[] key) { psk = key.clone(); }

  byte[] write(byte[] payload) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (Token token : turn(initiator)) {
      switch (token) {
        case E -> message.writeBytes(newEphemeral());
        case S -> message.writeBytes(state.encryptAndHash(ourStatic.publicKey()));
        default -> mix(token);
      }
    }
    message.writeBytes(state.encryptAndHash(payload));
    if (message.size() > MESSAGE_BYTES_MAX)
      throw new IllegalArgumentException("message must have at most " + MESSAGE_BYTES_MAX + " bytes, not " + message.size());
    return message.toByteArray();
  }

  /// @return the payload
  /// @throws RefusedFrameException if the message is cut off
  /// @throws dev.kith.crypto.SealBrokenException if it is not from who has the keys, or not the answer to what we said
  /// @throws IllegalArgumentException if a key in it is none
  byte[] read(byte[] message) {
    if (message.length > MESSAGE_BYTES_MAX)
      throw new RefusedFrameException("message must have at most " + MESSAGE_BYTES_MAX + " bytes, not " + message.length);
    ByteBuffer rest = ByteBuffer.wrap(message);
    for (Token token : turn(!initiator)) {
      switch (token) {
        case E -> believeEphemeral(taken(rest, KeyAgreement.BYTES));
        case S -> theirStatic = state.decryptAndHash(taken(rest, KeyAgreement.BYTES + (state.encrypts() ? Aead.TAG_BYTES : 0)));
        default -> mix(token);
      }
    }
    return state.decryptAndHash(taken(rest, rest.remaining()));
  }

  /// Proved once [#read] of the message after it is through, with the last message for the initiator's.
  byte[] theirStatic() { return theirStatic.clone(); }

  byte[] hash() { return state.hash(); }

  /// After the last message, once.
  byte[][] split() {
    if (next != pattern.messages().size())
      throw new IllegalStateException("handshake is at message " + next + " of " + pattern.messages().size());
    byte[][] keys = state.split();
    wipe();
    return keys;
  }

  /// Forgets all secrets of this handshake.
  void wipe() {
    state.wipe();
    if (ourEphemeral != null)
      ourEphemeral.wipe();
    if (psk != null)
      Arrays.fill(psk, (byte) 0);
  }

  private List<Token> turn(boolean initiatorSpeaks) {
    if (next >= pattern.messages().size() || (next % 2 == 0) != initiatorSpeaks)
      throw new IllegalStateException("it is not that end's turn at message " + next);
    return pattern.messages().get(next++);
  }

  private byte[] newEphemeral() {
    ourEphemeral = ephemerals.get();
    byte[] key = ourEphemeral.publicKey();
    mixEphemeral(key);
    return key;
  }

  private void believeEphemeral(byte[] key) {
    theirEphemeral = key;
    mixEphemeral(key);
  }

  private void mixEphemeral(byte[] key) {
    state.mixHash(key);
    if (pattern.hasPsk())
      state.mixKey(key);
  }

  private void mix(Token token) {
    switch (token) {
      case EE -> mixAgreed(ourEphemeral, theirEphemeral);
      case ES -> mixAgreed(initiator ? ourEphemeral : ourStatic, initiator ? theirStatic : theirEphemeral);
      case SE -> mixAgreed(initiator ? ourStatic : ourEphemeral, initiator ? theirEphemeral : theirStatic);
      case PSK -> state.mixKeyAndHash(psk);
      case E, S -> throw new IllegalStateException(token + " is sent, not mixed");
    }
  }

  private void mixAgreed(KeyAgreement ours, byte[] theirs) {
    byte[] agreed = ours.agree(theirs);
    state.mixKey(agreed);
    Arrays.fill(agreed, (byte) 0);
  }

  private static byte[] taken(ByteBuffer rest, int count) {
    if (rest.remaining() < count)
      throw new RefusedFrameException("message is cut off: " + rest.remaining() + " bytes left, " + count + " expected");
    byte[] bytes = new byte[count];
    rest.get(bytes);
    return bytes;
  }
}
