package dev.kith.ledger;

import static dev.kith.ledger.Jobs.accept;
import static dev.kith.ledger.Jobs.advance;
import static dev.kith.ledger.Jobs.ended;
import static dev.kith.ledger.Jobs.id;
import static dev.kith.ledger.Jobs.running;
import static dev.kith.ledger.Jobs.resultsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.crypto.Randoms;
import dev.kith.job.Ledger;
import dev.kith.job.LedgerEntry;
import dev.kith.job.Start;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest extends LedgerContract {
  private static final long SMALL = 512 * 1024;

  @TempDir
  Path directory;
  private final byte[] key = Randoms.bytes(32);

  @Override
  Ledger open() { return SqliteLedger.open(file(), key); }

  private Path file() { return directory.resolve("deep/ledger.db"); }

  @Test
  void nothingOfAJobIsReadableInTheFiles() throws IOException {
    ledger.commit(List.of(new LedgerEntry.Accept(Jobs.job(2, "owner", Optional.of("CANARY-KEY"))),
        advance(2, 1, running(4), resultsOf(0, 40)), accept(1), advance(1, 1, ended(5))));
    assertThat(allBytes()).contains("owner").doesNotContain("CANARY");
    ledger.close();
    assertThat(allBytes()).contains("owner").doesNotContain("CANARY");
  }

  @Test
  void filesAreTheOwnersAlone() throws IOException {
    ledger.commit(List.of(accept(1)));
    ledger.find(id(1));
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("ledger.db", "ledger.db-wal",
          "ledger.db-shm");
    }
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files).allSatisfy(path -> assertThat(modes(path)).as(path.toString()).isEqualTo("rw-------"));
    }
    assertThat(modes(file().getParent())).isEqualTo("rwx------");
    ledger.close();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    ledger = open();
    assertThat(modes(file())).isEqualTo("rw-------");
  }

  @Test
  void anotherKeyIsRefused() {
    ledger.close();
    refusedToOpen("sealed with another key", Randoms.bytes(32));
    ledger = open();
  }

  @Test
  void newerSchemaIsRefused() throws Exception {
    ledger.close();
    sql("PRAGMA user_version = 2");
    refusedToOpen("schema version is 2, written by a newer program; this one knows up to 1", key);
  }

  @Test
  void otherFilesAreRefused() throws Exception {
    ledger.close();
    sql("PRAGMA application_id = 5");
    refusedToOpen("application id is 5", key);
    Files.writeString(file(), "no database at all, but rather long".repeat(100));
    refusedToOpen("not a database", key);
    Files.write(file(), new byte[0]);
    refusedToOpen("the file is empty", key);
    Files.delete(file());
    Files.writeString(file().resolveSibling("ledger.db-wal"), "log");
    refusedToOpen("it is missing, but its log", key);
    Files.delete(file().resolveSibling("ledger.db-wal"));
    ledger = open();
    assertThat(ledger.last()).isEqualTo(Start.NEVER);
    Jobs.begin(ledger);
  }

  @Test
  void clearColumnsCannotBeChangedUnnoticed() throws Exception {
    for (String change : List.of("UPDATE job SET owner = 'other'", "UPDATE job SET created_at = 5",
        "UPDATE progress SET ended_at = 5",
        "UPDATE job SET idempotency = x'00'", "DELETE FROM progress", "UPDATE progress SET kept = 3",
        "UPDATE job SET id = '00000000-0000-0005-0000-000000000007'")) {
      ledger.commit(List.of(accept(1), advance(1, 1, running(4), resultsOf(0, 4))));
      ledger.close();
      byte[] good = Files.readAllBytes(file());
      sql(change);
      refusedToOpen("", key);
      Files.write(file(), good);
      ledger = open();
      ledger.commit(List.of(new LedgerEntry.Remove(id(1))));
    }
  }

  @Test
  void missingAndSwappedValuesAreNoticed() throws Exception {
    for (String change : List.of("DELETE FROM collected WHERE first = 4", "UPDATE collected SET first = 9 WHERE first = 4",
        "UPDATE collected SET data = (SELECT data FROM collected WHERE first = 0) WHERE first = 4")) {
      ledger.commit(List.of(accept(1), advance(1, 1, running(8), resultsOf(0, 4), resultsOf(4, 4))));
      sql(change);
      assertThatThrownBy(() -> ledger.values(id(1), 0, 10_000)).as(change).isInstanceOf(KithException.class)
          .hasMessageContaining(file().toString()).extracting(e -> ((KithException) e).code()).isEqualTo(ErrorCode.INTERNAL);
      ledger.commit(List.of(new LedgerEntry.Remove(id(1))));
    }
  }

  @Test
  void fullFileIsSaidSoAndWorksAgainOnceThereIsSpace() {
    ledger.close();
    ledger = SqliteLedger.open(file(), key, SMALL);
    ledger.commit(List.of(accept(1)));
    long kept = fill();
    assertThat(kept).isPositive();
    assertThat(ledger.find(id(1)).orElseThrow().progress().completed()).isEqualTo(kept);
    assertThat(ledger.values(id(1), 0, Long.MAX_VALUE)).hasSize((int) kept);
    ledger.close();
    ledger = open();
    ledger.commit(List.of(advance(1, 1, running(kept + 500), resultsOf(kept, 500))));
    assertThat(ledger.values(id(1), 0, Long.MAX_VALUE)).hasSize((int) kept + 500);
  }

  @Test
  void removingAJobMakesSpace() {
    ledger.close();
    ledger = SqliteLedger.open(file(), key, SMALL);
    ledger.commit(List.of(accept(1), accept(2)));
    fill();
    ledger.commit(List.of(new LedgerEntry.Remove(id(1))));
    ledger.commit(List.of(advance(2, 1, running(500), resultsOf(0, 500))));
    assertThat(ledger.values(id(2), 0, Long.MAX_VALUE)).hasSize(500);
  }

  @Test
  void closedOneSaysSo() {
    ledger.close();
    ledger.close();
    for (Runnable use : List.<Runnable>of(() -> ledger.commit(List.of()), () -> ledger.find(id(1)))) {
      assertThatThrownBy(use::run).isInstanceOf(KithException.class).hasMessageContaining("it is closed")
          .extracting(e -> ((KithException) e).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }
  }

  @Test
  void readersSeeWholeCommitsWhileOneWrites() throws Exception {
    ledger.commit(List.of(accept(1)));
    List<Thread> readers = Stream.generate(() -> Thread.ofVirtual().unstarted(() -> {
      long seen = 0;
      while (seen < 200) {
        long now = ledger.find(id(1)).orElseThrow().progress().completed();
        assertThat(now).isGreaterThanOrEqualTo(seen);
        assertThat(ledger.values(id(1), 0, Long.MAX_VALUE)).hasSizeGreaterThanOrEqualTo((int) now);
        seen = now;
      }
    })).limit(6).toList();
    List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
    readers.forEach(reader -> reader.setUncaughtExceptionHandler((_, failure) -> failures.add(failure)));
    readers.forEach(Thread::start);
    for (int i = 0; i < 200; i++)
      ledger.commit(List.of(advance(1, 1, running(i + 1), resultsOf(i, 1))));
    for (Thread reader : readers)
      assertThat(reader.join(java.time.Duration.ofSeconds(20))).isTrue();
    assertThat(failures).isEmpty();
  }

  /// @return values that fitted
  private long fill() {
    for (long kept = 0;; kept += 500) {
      LedgerEntry next = advance(1, 1, running(kept + 500), resultsOf(kept, 500));
      try {
        ledger.commit(List.of(next));
      } catch (KithException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL);
        assertThat(e).hasMessageContaining(file().toString()).hasMessageContaining("no space left");
        return kept;
      }
    }
  }

  private void refusedToOpen(String reason, byte[] with) {
    assertThatThrownBy(() -> SqliteLedger.open(file(), with)).isInstanceOf(KithException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining(reason).extracting(e -> ((KithException) e).code())
        .isEqualTo(ErrorCode.INTERNAL);
  }

  private void sql(String statement) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private String allBytes() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(file().getParent())) {
      for (Path path : files.toList())
        all.append(Files.readString(path, StandardCharsets.ISO_8859_1));
    }
    return all.toString();
  }

  private static String modes(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
