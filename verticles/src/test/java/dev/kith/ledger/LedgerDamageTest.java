package dev.kith.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.crypto.Randoms;
import dev.kith.job.JobRecord;
import dev.kith.job.Ledger;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files: refused with their name, or everything up to some commit is there. Never less than that without a word.
class LedgerDamageTest {
  private static final int SAMPLES = 60;

  /// What can be read of a ledger.
  private record State(List<JobRecord> jobs, List<List<Json>> values, List<JobRecord> owners, List<JobRecord> found) {
    @Override
    public String toString() {
      return Integer.toHexString(hashCode()) + ": "
          + jobs.stream().map(job -> job.terms().id().toString().substring(9, 18)).toList() + ", values "
          + values.stream().map(List::size).toList() + ", of owner " + owners.size() + ", equal "
          + List.of(found.equals(jobs), owners.equals(jobs));
    }
  }

  @TempDir
  Path directory;
  private final byte[] key = Randoms.bytes(32);
  private final List<State> states = new ArrayList<>();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  /// The files as they were while the ledger was open, and once it was closed.
  private Map<String, byte[]> running;
  private Map<String, byte[]> atRest;

  @BeforeEach
  void write() throws IOException {
    System.out.println("LedgerDamageTest seed " + seed);
    Path file = directory.resolve("whole/ledger.db");
    try (Ledger ledger = SqliteLedger.open(file, key)) {
      Jobs.begin(ledger);
      states.add(read(ledger));
      for (int i = 1; i <= 12; i++) {
        ledger.commit(List.of(Jobs.accept(i), Jobs.advance(i, 1, Jobs.running(i), Jobs.resultsOf(0, 30), Jobs.resultsOf(30, 5))));
        states.add(read(ledger));
      }
      running = files(file);
    }
    atRest = files(file);
    assertThat(running.keySet()).contains("ledger.db-wal");
    assertThat(atRest.keySet()).containsExactly("ledger.db");
  }

  @Test
  void wholeFilesGiveTheLastState() throws IOException {
    assertThat(opened(atRest)).isEqualTo(states.getLast());
    assertThat(opened(running)).isEqualTo(states.getLast());
  }

  @Test
  void truncatedFileAtRestIsRefused() throws IOException {
    for (int i = 0; i < 40; i++)
      damaged(atRest, "ledger.db", bytes -> Arrays.copyOf(bytes, random.nextInt(bytes.length)),
          states.subList(states.size() - 1, states.size()));
  }

  @Test
  void flippedBitsAtRestAreRefusedOrHarmless() throws IOException {
    for (int i = 0; i < SAMPLES; i++)
      damaged(atRest, "ledger.db", this::flipped, states.subList(states.size() - 1, states.size()));
    for (int i = 0; i < SAMPLES; i++) // where the structure is
      damaged(atRest, "ledger.db", bytes -> flipped(bytes, random.nextInt(bytes.length / 4096) * 4096 + random.nextInt(120)),
          states.subList(states.size() - 1, states.size()));
  }

  @Test
  void truncatedLogGivesAnEarlierState() throws IOException {
    for (int i = 0; i < 40; i++)
      damaged(running, "ledger.db-wal", bytes -> Arrays.copyOf(bytes, random.nextInt(bytes.length)), states);
  }

  @Test
  void flippedBitsInTheLogGiveAnEarlierState() throws IOException {
    for (int i = 0; i < SAMPLES; i++)
      damaged(running, "ledger.db-wal", this::flipped, states);
  }

  private void damaged(Map<String, byte[]> files, String which, UnaryOperator<byte[]> damage, List<State> allowed)
      throws IOException {
    Map<String, byte[]> changed = new java.util.HashMap<>(files);
    changed.put(which, damage.apply(files.get(which)));
    try {
      int first = Arrays.mismatch(files.get(which), changed.get(which));
      assertThat(allowed).as("%s of %s bytes, changed at %s, page %s + %s", which, files.get(which).length, first,
          first / 4096 + 1, first % 4096).contains(opened(changed));
    } catch (KithException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL);
      assertThat(e).hasMessageContaining("ledger.db");
    }
  }

  private State opened(Map<String, byte[]> files) throws IOException {
    Path place = Files.createTempDirectory(directory, "copy");
    for (Map.Entry<String, byte[]> file : files.entrySet())
      Files.write(place.resolve(file.getKey()), file.getValue());
    try (Ledger ledger = SqliteLedger.open(place.resolve("ledger.db"), key)) {
      return read(ledger);
    }
  }

  private static State read(Ledger ledger) {
    List<JobRecord> jobs = ledger.newest(Optional.empty(), Optional.empty(), 100);
    List<List<Json>> values = jobs.stream().map(job -> ledger.values(job.terms().id(), 0, Long.MAX_VALUE)).toList();
    List<JobRecord> found = jobs.stream().map(job -> ledger.find(job.terms().id()).orElseThrow()).toList();
    return new State(jobs, values, ledger.newest(Optional.of("owner"), Optional.empty(), 100), found);
  }

  private byte[] flipped(byte[] bytes) { return flipped(bytes, random.nextInt(bytes.length)); }

  private byte[] flipped(byte[] bytes, int at) {
    byte[] changed = bytes.clone();
    changed[at] ^= (byte) (1 << random.nextInt(8));
    return changed;
  }

  /// Without the shared-memory index, which SQLite builds anew.
  private static Map<String, byte[]> files(Path file) throws IOException {
    try (var all = Files.list(file.getParent())) {
      return all.filter(path -> !path.toString().endsWith("-shm"))
          .collect(Collectors.toMap(path -> path.getFileName().toString(), LedgerDamageTest::bytes));
    }
  }

  private static byte[] bytes(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
