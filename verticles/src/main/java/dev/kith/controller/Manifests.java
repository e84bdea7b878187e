package dev.kith.controller;

import dev.kith.codec.MessageCodec;
import dev.kith.crypto.Jws;
import dev.kith.crypto.SigningKey;
import dev.kith.job.JobRecord;
import dev.kith.job.Manifest;
import dev.kith.job.Now;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// Signs the terms of jobs: once per job, and again only for one that outlives its signature.
final class Manifests {
  /// The `typ` of the signature's header.
  static final String TYP = "kith-job+jws";

  private final SigningKey key;
  private final Duration ttl;
  private final int maxResultBytes;

  Manifests(SigningKey key, Duration ttl, int maxResultBytes) {
    this.key = key;
    this.ttl = ttl;
    this.maxResultBytes = maxResultBytes;
  }

  JobRecord.Terms signed(JobRecord.Terms terms, Now now) {
    Manifest manifest = Manifest.of(terms.id(), terms.spec(), terms.plan(), maxResultBytes, now.wall(), ttl);
    String payload = new String(MessageCodec.encode(manifest), StandardCharsets.UTF_8);
    return new JobRecord.Terms(terms.id(), terms.owner(), terms.idempotencyKey(), terms.specDigest(), terms.spec(), terms.plan(),
        Jws.sign(key, TYP, payload), terms.note(), terms.createdAt());
  }

  /// Whether a job of that age needs a new signature before a worker that has not seen it takes it.
  boolean stale(Instant signedAt, Now now) { return signedAt.plus(ttl.multipliedBy(9).dividedBy(10)).isBefore(now.wall()); }
}
