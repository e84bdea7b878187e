package dev.kith.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.crypto.Identity;
import dev.kith.handshake.Handshake.Terms;
import dev.kith.model.Blob;
import java.util.Arrays;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// C3, C5, C6, C7, C13: whoever is between the ends gets no handshake through, and no answer.
class AttackTest {
  private final Pair pair = new Pair(Suite.HYBRID);

  @ParameterizedTest
  @EnumSource(Suite.class)
  void eachBitOfEachMessageCounts(Suite suite) {
    Pair ends = new Pair(suite);
    Pair.Sessions good = Pair.finish(initiator(ends), responder(ends));
    flips(good.first(), forged -> responder(ends).second(forged));
    flips(good.second(), forged -> {
      Handshake initiator = initiator(ends);
      initiator.first();
      initiator.readSecond(forged);
    });
    flips(good.third(), forged -> {
      Handshake responder = responder(ends);
      responder.second(good.first());
      responder.readThird(forged);
    });
  }

  @Test
  void cutOffAndLengthenedMessagesAreRefused() {
    Pair.Sessions good = Pair.finish(initiator(pair), responder(pair));
    for (int length : new int[]{0, 55, 56, 57, 88, good.first().length - 1, good.first().length + 1, good.first().length + 1_000})
      refused(() -> responder(pair).second(Arrays.copyOf(good.first(), length)));
    for (int length : new int[]{0, 56, 88, 136, good.second().length - 1, good.second().length + 1, 70_000}) {
      Handshake initiator = initiator(pair);
      initiator.first();
      refused(() -> initiator.readSecond(Arrays.copyOf(good.second(), length)));
    }
  }

  /// C5: an old message 1 is answered, but nobody can go on from there.
  @Test
  void repeatedMessagesFinishNothing() {
    Handshake initiator = pair.initiator();
    Pair.Sessions old = Pair.finish(initiator, pair.responder());
    Handshake responder = pair.responder();
    responder.second(old.first());
    refused(() -> responder.readThird(old.third()));
    Handshake later = pair.initiator();
    later.first();
    refused(() -> later.readSecond(old.second()));
  }

  @Test
  void ownMessagesComingBackAreRefused() {
    Handshake initiator = pair.initiator();
    byte[] first = initiator.first();
    refused(() -> Handshake.responder(pair.terms(pair.alice)).second(first));
    refused(() -> initiator.readSecond(first));
    Handshake responder = pair.responder();
    byte[] second = responder.second(first);
    refused(() -> responder.readThird(second));
    Pair.Sessions sessions = pair.sessions();
    byte[] frame = sessions.initiator().seal(new byte[10]);
    refused(() -> Pair.open(sessions.initiator(), frame));
  }

  @Test
  void otherMeshOtherKeyOtherNumberAreRefused() {
    byte[] first = pair.initiator().first();
    Terms bob = pair.terms(pair.bob);
    refused(() -> Handshake.responder(with(bob, "ff".repeat(16), bob.meshKey(), 7, bob.suite())).second(first));
    refused(() -> Handshake.responder(with(bob, bob.mesh(), new Blob(new byte[32]), 7, bob.suite())).second(first));
    refused(() -> Handshake.responder(with(bob, bob.mesh(), bob.meshKey(), 8, bob.suite())).second(first));
  }

  /// C13.
  @Test
  void suiteCannotBeTakenAway() {
    Pair classic = new Pair(Suite.CLASSIC);
    refused(() -> pair.responder().second(classic.initiator().first()));
    refused(() -> classic.responder().second(pair.initiator().first()));
    byte[] stripped = classic.initiator().first();
    stripped[1] = (byte) Suite.HYBRID.number();
    refused(() -> pair.responder().second(stripped));
  }

  /// C7: E, a true node of the mesh, stands where A looks for B.
  @Test
  void nodeCannotStandInForAnother() {
    Identity eve = Identity.of(Pair.filled(32, 0x0e));
    Handshake initiator = pair.initiator();
    byte[] first = initiator.first();
    refused(() -> Handshake.responder(pair.terms(eve)).second(first));
    Handshake toEve = Handshake.initiator(pair.terms(pair.alice), eve.nodeId());
    byte[] second = Handshake.responder(pair.terms(eve)).second(toEve.first());
    refused(() -> initiator.readSecond(second));
  }

  private static void flips(byte[] good, Consumer<byte[]> reading) {
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] forged = good.clone();
      forged[bit / 8] ^= (byte) (1 << (bit % 8));
      refused(() -> reading.accept(forged));
    }
  }

  private static void refused(ThrowingCallable reading) { assertThatThrownBy(reading).isInstanceOf(RefusedFrameException.class); }

  private static Handshake initiator(Pair ends) {
    return Handshake.initiator(ends.terms(ends.alice), ends.bob.nodeId(), new Seeded(1));
  }

  private static Handshake responder(Pair ends) { return Handshake.responder(ends.terms(ends.bob), new Seeded(2)); }

  private static Terms with(Terms terms, String mesh, Blob meshKey, int number, Suite suite) {
    return new Terms(terms.identity(), mesh, terms.credential(), meshKey, number, suite, terms.nanoTime());
  }

  @Test
  void mlKemKeyThatIsNoneIsRefused() {
    byte[] first = pair.initiator().first();
    assertThat(first).hasSize(Handshake.firstBytes(Suite.HYBRID));
    refused(() -> pair.responder().second(Arrays.copyOf(first, first.length - 3)));
  }
}
