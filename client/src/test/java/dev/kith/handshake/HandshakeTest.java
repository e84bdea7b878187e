package dev.kith.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.handshake.Handshake.Shown;
import dev.kith.handshake.Handshake.Terms;
import dev.kith.model.Blob;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeTest {
  @ParameterizedTest
  @EnumSource(Suite.class)
  void bothEndsProveTheirKeysAndThenSpeak(Suite suite) {
    Pair pair = new Pair(suite);
    Handshake initiator = pair.initiator();
    Handshake responder = pair.responder();
    Shown bob = initiator.readSecond(responder.second(initiator.first()));
    Shown alice = responder.readThird(initiator.third());
    assertThat(bob).isEqualTo(new Shown(new Blob(pair.bob.publicKey()), Pair.credential(pair.bob)));
    assertThat(alice).isEqualTo(new Shown(new Blob(pair.alice.publicKey()), Pair.credential(pair.alice)));
    Session ours = initiator.session();
    Session theirs = responder.session();
    assertThat(ours.localNumber()).isEqualTo(initiator.localNumber());
    byte[] said = "a message".getBytes(StandardCharsets.US_ASCII);
    assertThat(Pair.open(theirs, ours.seal(said))).isEqualTo(said);
    assertThat(Pair.open(ours, theirs.seal(said))).isEqualTo(said);
  }

  @Test
  void headersNameTheEndsAndTheReceiversNumber() {
    Pair pair = new Pair(Suite.HYBRID);
    Handshake initiator = pair.initiator();
    Handshake responder = pair.responder();
    byte[] first = initiator.first();
    byte[] second = responder.second(first);
    initiator.readSecond(second);
    FrameHeader third = FrameHeader.of(initiator.third());
    assertThat(FrameHeader.of(first)).isEqualTo(new FrameHeader(1, FrameHeader.Kind.FIRST, pair.bob.nodeId(), pair.alice.nodeId(),
        initiator.localNumber(), 7, 0));
    assertThat(FrameHeader.of(second).session()).isEqualTo(initiator.localNumber());
    assertThat(third.session()).isEqualTo(responder.localNumber());
  }

  @Test
  void stepsComeOnceAndInOrder() {
    Pair pair = new Pair(Suite.CLASSIC);
    Handshake initiator = pair.initiator();
    assertThatIllegalStateException().isThrownBy(initiator::third).withMessageContaining("FIRST");
    byte[] first = initiator.first();
    assertThatIllegalStateException().isThrownBy(initiator::first);
    assertThatIllegalStateException().isThrownBy(() -> initiator.second(first));
    assertThatIllegalStateException().isThrownBy(initiator::session);
  }

  @Test
  void isDeadAfterARefusal() {
    Pair pair = new Pair(Suite.CLASSIC);
    Handshake initiator = pair.initiator();
    Handshake responder = pair.responder();
    byte[] second = responder.second(initiator.first());
    byte[] forged = second.clone();
    forged[second.length - 1] ^= 1;
    assertThatThrownBy(() -> initiator.readSecond(forged)).isInstanceOf(RefusedFrameException.class);
    assertThatIllegalStateException().isThrownBy(() -> initiator.readSecond(second)).withMessageContaining("DEAD");
  }

  @Test
  void largestCredentialPassesAndALargerOneIsRefusedAtOnce() {
    Pair pair = new Pair(Suite.HYBRID);
    Terms alice = withCredential(pair.terms(pair.alice), Handshake.CREDENTIAL_BYTES_MAX);
    Terms bob = withCredential(pair.terms(pair.bob), Handshake.CREDENTIAL_BYTES_MAX);
    Pair.finish(Handshake.initiator(alice, pair.bob.nodeId()), Handshake.responder(bob));
    assertThatIllegalArgumentException().isThrownBy(() -> withCredential(alice, Handshake.CREDENTIAL_BYTES_MAX + 1))
        .withMessageContaining("8192");
  }

  private static Terms withCredential(Terms terms, int bytes) {
    return new Terms(terms.identity(), terms.mesh(), new Blob(Pair.filled(bytes, 1)), terms.meshKey(), terms.meshKeyNumber(),
        terms.suite(), terms.nanoTime());
  }
}
