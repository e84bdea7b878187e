package dev.kith.bench;

import dev.kith.crypto.Identity;
import dev.kith.crypto.Randoms;
import dev.kith.handshake.Handshake;
import dev.kith.handshake.Suite;
import dev.kith.model.Blob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// (i) What the post-quantum half of a handshake costs: both ends of whole handshakes on one thread, in turns with and without.
final class Handshakes {
  private static final int ROUNDS = 40;
  private static final int EACH = 25;

  private final Report report;

  Handshakes(Report report) { this.report = report; }

  void run() throws IOException {
    report.section("(i) handshakes, both ends on one thread");
    Path keys = Files.createTempDirectory("kith-bench-");
    Identity one = Identity.loadOrCreate(keys.resolve("one.key"));
    Identity other = Identity.loadOrCreate(keys.resolve("other.key"));
    double[] hybrid = new double[ROUNDS];
    double[] classic = new double[ROUNDS];
    for (int round = -20; round < ROUNDS; round++) { // the first ones warm up
      double with = millis(one, other, Suite.HYBRID);
      double without = millis(one, other, Suite.CLASSIC);
      if (round >= 0) {
        hybrid[round] = with;
        classic[round] = without;
      }
    }
    Sample with = Sample.of(hybrid);
    Sample without = Sample.of(classic);
    report.plain("without ML-KEM, p50", without.median(), "ms");
    report.plain("with ML-KEM-768, p50", with.median(), "ms");
    report.atMost("with against without", with.median() / without.median(), 1.15, "");
  }

  /// Of one whole handshake, the mean of some.
  private static double millis(Identity one, Identity other, Suite suite) {
    long begin = System.nanoTime();
    for (int i = 0; i < EACH; i++) {
      Handshake initiator = Handshake.initiator(terms(one, suite), other.nodeId());
      Handshake responder = Handshake.responder(terms(other, suite));
      initiator.readSecond(responder.second(initiator.first()));
      responder.readThird(initiator.third());
    }
    return (System.nanoTime() - begin) / (double) TimeUnit.MILLISECONDS.toNanos(1) / EACH;
  }

  private static Handshake.Terms terms(Identity identity, Suite suite) {
    return new Handshake.Terms(identity, "0".repeat(32), CREDENTIAL, MESH_KEY, 1, suite, System::nanoTime);
  }

  /// About the size of a card and a certificate.
  private static final Blob CREDENTIAL = new Blob(Randoms.bytes(1_024));
  private static final Blob MESH_KEY = new Blob(Randoms.bytes(32));
}
