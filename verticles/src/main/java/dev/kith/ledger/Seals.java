package dev.kith.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kith.codec.MessageCodec;
import dev.kith.crypto.Macs;
import dev.kith.crypto.SealBrokenException;
import dev.kith.crypto.Sealer;
import dev.kith.job.JobRecord;
import dev.kith.job.LedgerEntry;
import dev.kith.job.Start;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import dev.kith.model.Life;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Records to sealed bytes and back. Each job has a key of its own, so that no key seals more than it may ([Sealer]).
/// Sealed bytes are bound to their place (table, job, first shard) and to the clear columns beside them. Thread-safe.
final class Seals {
  /// A sealed record, encoded. Far above what `message.Limits` let grow.
  static final int RECORD_BYTES = 64 << 20;

  private static final byte[] START = "epoch".getBytes(UTF_8);

  private final Failures failures;
  private final Sealer root;
  private final byte[] macKey;

  /// @param key 32 bytes
  Seals(Failures failures, byte[] key) {
    this.failures = failures;
    this.root = Sealer.of(key).derived("kith-ledger");
    this.macKey = Macs.hmacSha256(key, "kith-ledger-idempotency".getBytes(UTF_8));
  }

  /// Stands for an owner's idempotency key in the file: equal for equal ones, and says nothing else.
  byte[] idempotency(String owner, String key) {
    return Macs.hmacSha256(macKey, (owner.length() + "|" + owner + key).getBytes(UTF_8));
  }

  byte[] start(Start start) {
    Life life = start.life();
    return root.seal(START,
        ByteBuffer.allocate(3 * Long.BYTES).putLong(start.epoch()).putLong(life.high()).putLong(life.low()).array());
  }

  /// @throws SealBrokenException of a ledger with another key
  Start start(byte[] sealed) {
    ByteBuffer opened = ByteBuffer.wrap(root.open(START, sealed));
    long epoch = opened.getLong();
    return new Start(epoch, opened.hasRemaining() ? new Life(opened.getLong(), opened.getLong()) : Life.NONE); // older ones have none
  }

  byte[] terms(JobRecord.Terms terms, byte[] idempotency) {
    return seal(terms.id(), placeOfTerms(terms.id(), terms.createdAt().toEpochMilli(), idempotency, terms.owner()), terms);
  }

  JobRecord.Terms terms(JobId job, String owner, byte[] idempotency, long createdAt, byte[] sealed) {
    return decode(job, open(job, placeOfTerms(job, createdAt, idempotency, owner), sealed), JobRecord.Terms.class);
  }

  /// @param endedAt epoch milliseconds, null while the job lives
  /// @param kept number of its collected values
  byte[] progress(JobId job, Long endedAt, long kept, JobRecord.Progress progress) {
    return seal(job, placeOfProgress(job, endedAt, kept), progress);
  }

  JobRecord.Progress progress(JobId job, Long endedAt, long kept, byte[] sealed) {
    return decode(job, open(job, placeOfProgress(job, endedAt, kept), sealed), JobRecord.Progress.class);
  }

  byte[] collected(JobId job, LedgerEntry.Collected collected) {
    return seal(job, placeOfValues(job, collected.first(), collected.values().size()), collected);
  }

  LedgerEntry.Collected collected(JobId job, long first, int count, byte[] sealed) {
    return decode(job, open(job, placeOfValues(job, first, count), sealed), LedgerEntry.Collected.class);
  }

  /// Whether all is as it was written, without reading what it says.
  void check(JobId job, String owner, byte[] idempotency, long createdAt, byte[] terms, Long endedAt, long kept,
      byte[] progress) {
    open(job, placeOfTerms(job, createdAt, idempotency, owner), terms);
    open(job, placeOfProgress(job, endedAt, kept), progress);
  }

  private static String placeOfTerms(JobId job, long createdAt, byte[] idempotency, String owner) {
    String key = idempotency == null ? "none" : HexFormat.of().formatHex(idempotency);
    return "job|" + job + "|" + createdAt + "|" + key + "|" + owner;
  }

  private static String placeOfProgress(JobId job, Long endedAt, long kept) {
    return "progress|" + job + "|" + endedAt + "|" + kept;
  }

  private static String placeOfValues(JobId job, long first, int count) { return "collected|" + job + "|" + first + "|" + count; }

  private byte[] seal(JobId job, String place, Record record) {
    byte[] encoded = MessageCodec.encode(record);
    if (encoded.length > RECORD_BYTES) {
      throw new KithException(ErrorCode.TOO_LARGE, "ledger record of job " + job + " must have at most " + RECORD_BYTES
          + " bytes, not " + encoded.length);
    }
    return of(job).seal(place.getBytes(UTF_8), encoded);
  }

  private byte[] open(JobId job, String place, byte[] sealed) {
    try {
      return of(job).open(place.getBytes(UTF_8), sealed);
    } catch (SealBrokenException e) {
      throw failures.internal("read job " + job, e);
    }
  }

  private <T> T decode(JobId job, byte[] bytes, Class<T> type) {
    try {
      return MessageCodec.decode(bytes, type, RECORD_BYTES);
    } catch (KithException e) {
      throw failures.internal("read job " + job, e);
    }
  }

  private Sealer of(JobId job) { return root.derived("job " + job); }
}
