package dev.kith.controller;

import dev.kith.codec.MessageCodec;
import dev.kith.crypto.Jws;
import dev.kith.crypto.SigningKey;
import dev.kith.job.JobRecord;
import dev.kith.job.Manifest;
import dev.kith.job.Now;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// Signs the terms of jobs: once per job, and again only for one that outlives its signature.
final class Manifests {
  /// The `typ` of the signature's header.
  static final String TYP = "kith-job+jws";

  private static final String FAST = "EdDSA";

  private final SigningKey key;
  private final Duration ttl;
  private final int maxResultBytes;
  private final Duration leaseMax;

  private final Vertx vertx;

  Manifests(Vertx vertx, SigningKey key, Duration ttl, int maxResultBytes, Duration leaseMax) {
    this.vertx = vertx;
    this.key = key;
    this.ttl = ttl;
    this.maxResultBytes = maxResultBytes;
    this.leaseMax = leaseMax;
  }

  /// With Ed25519 (25 us) at once: going to another thread and back would take longer. RSA takes milliseconds and goes there.
  Future<JobRecord.Terms> sign(JobRecord.Terms terms, Now now) {
    return key.alg().equals(FAST)
        ? Future.succeededFuture(signed(terms, now))
        : vertx.executeBlocking(() -> signed(terms, now), false);
  }

  private JobRecord.Terms signed(JobRecord.Terms terms, Now now) {
    Manifest manifest = Manifest.of(terms.id(), terms.spec(), terms.plan(), maxResultBytes, now.wall(), leaseMax, ttl);
    String payload = new String(MessageCodec.encode(manifest), StandardCharsets.UTF_8);
    return new JobRecord.Terms(terms.id(), terms.owner(), terms.idempotencyKey(), terms.specDigest(), terms.spec(), terms.plan(),
        Jws.sign(key, TYP, payload), terms.note(), terms.createdAt());
  }

  /// Whether a job of that age needs a new signature before a worker that has not seen it takes it.
  boolean stale(Instant signedAt, Now now) { return signedAt.plus(ttl.multipliedBy(9).dividedBy(10)).isBefore(now.wall()); }
}
