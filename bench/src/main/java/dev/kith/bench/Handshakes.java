package dev.kith.bench;

import dev.kith.bus.Trust;
import dev.kith.handshake.Handshake;
import dev.kith.handshake.Suite;
import dev.kith.model.Blob;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// (i) What the post-quantum half of a handshake costs: both ends of whole handshakes on one thread, in turns with and without. As between
/// nodes, with the check of each other's card and certificate, and without those, the bare exchange of keys.
final class Handshakes {
  private static final int ROUNDS = 40;
  private static final int EACH = 25;

  private final Report report;
  private TwoMembers members;

  Handshakes(Report report) { this.report = report; }

  void run() throws IOException {
    report.section("(i) handshakes, both ends on one thread");
    members = TwoMembers.make();
    double bare = compare("bare exchange", false);
    double whole = compare("as between nodes, cards checked", true);
    report.plain("bare exchange, with against without", bare, "");
    report.atMost("as between nodes, with against without", whole, 1.15, "");
  }

  private double compare(String what, boolean checked) {
    double[] hybrid = new double[ROUNDS];
    double[] classic = new double[ROUNDS];
    for (int round = -20; round < ROUNDS; round++) { // the first ones warm up
      double with = millis(Suite.HYBRID, checked);
      double without = millis(Suite.CLASSIC, checked);
      if (round >= 0) {
        hybrid[round] = with;
        classic[round] = without;
      }
    }
    double with = Sample.of(hybrid).median();
    double without = Sample.of(classic).median();
    report.plain(what + ", without ML-KEM, p50", without, "ms");
    report.plain(what + ", with ML-KEM-768, p50", with, "ms");
    return with / without;
  }

  /// Of one whole handshake, the mean of some.
  private double millis(Suite suite, boolean checked) {
    long begin = System.nanoTime();
    for (int i = 0; i < EACH; i++)
      handshake(suite, checked);
    return (System.nanoTime() - begin) / (double) TimeUnit.MILLISECONDS.toNanos(1) / EACH;
  }

  private void handshake(Suite suite, boolean checked) {
    TwoMembers.Member one = members.one();
    TwoMembers.Member other = members.other();
    Handshake initiator = Handshake.initiator(terms(one, suite), other.identity().nodeId());
    Handshake responder = Handshake.responder(terms(other, suite));
    Handshake.Shown toInitiator = initiator.readSecond(responder.second(initiator.first()));
    if (checked)
      one.trust().check(toInitiator.credential().bytes(), toInitiator.staticKey().bytes());
    Handshake.Shown toResponder = responder.readThird(initiator.third());
    if (checked)
      other.trust().check(toResponder.credential().bytes(), toResponder.staticKey().bytes());
    initiator.session();
    responder.session();
  }

  private static Handshake.Terms terms(TwoMembers.Member member, Suite suite) {
    Trust.MeshKey key = member.trust().meshKeys().getFirst();
    return new Handshake.Terms(member.identity(), member.trust().mesh(), new Blob(member.trust().credential()), key.key(),
        key.number(), suite, System::nanoTime);
  }
}
