package dev.kith.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.bus.Bus;
import dev.kith.crypto.SigningKey;
import dev.kith.job.Now;
import dev.kith.ledger.SqliteLedger;
import dev.kith.message.Addresses;
import dev.kith.message.Caller;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.JobSpec;
import dev.kith.message.JobView;
import dev.kith.message.LeaseMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.NodeId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of a controller are put back, lost, or put together while a worker still holds leases of the life that they do not know.
class RestoredLedgerTest {
  private static final NodeId NODE = new NodeId("0123456789abcdef0123456789abcdef");
  private static final Caller ALICE = new Caller("alice", false);
  private static final List<String> LEDGER = List.of("ledger.db", "ledger.db-wal", "ledger.db-shm");

  @TempDir
  Path directory;
  private final Path files = Path.of("files");
  private final Path copy = Path.of("copy");
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.of(vertx);
  private final ScriptedWorker worker = new ScriptedWorker(bus, NODE);
  private final SigningKey key = SigningKey.generate();
  private final Set<String> leases = new HashSet<>();
  private String deployment;

  enum Mishap {
    /// An earlier copy of the ledger beside the node's present files.
    LEDGER_PUT_BACK,
    /// An earlier copy of all files: nothing is left that could know better.
    ALL_PUT_BACK,
    /// The file as it was while the node ran, without its log.
    LOG_LOST,
    /// A new ledger beside an old node.
    LEDGER_LOST,
    /// Nothing is left.
    ALL_LOST
  }

  @AfterEach
  void stop() { vertx.close().await(); }

  /// Each mishap twice.
  @Test
  void noResultOfOneLifeCountsInAnother() throws Exception {
    for (int round = 0; round < 2; round++) {
      for (Mishap mishap : Mishap.values()) {
        Files.createDirectories(directory.resolve(files));
        start();
        undeploy();
        save(); // as an operator does: while the node is stopped
        start();
        if (mishap == Mishap.LOG_LOST) save();
        LeaseMessage.Offered old = offered("return 'old';");
        undeploy();
        happen(mishap);
        start();
        LeaseMessage.Offered present = offered("return 'present';");
        assertThat(old.lease()).as("%s", mishap).isNotEqualTo(present.lease());
        assertThat(worker.say(worker.finished(old, "{\"ok\":true,\"returnValue\":\"old\"}")).await())
            .as("%s: %s reported to %s", mishap, old.lease(), present.lease()).isEqualTo(new WorkReply.Late());
        worker.say(worker.finished(present, "{\"ok\":true,\"returnValue\":\"present\"}")).await();
        assertThat(view(present.job()).result().orElseThrow().text()).contains("present");
        assertThat(warning().isPresent()).as("%s: %s", mishap, warning())
            .isEqualTo(mishap != Mishap.ALL_PUT_BACK && mishap != Mishap.ALL_LOST);
        undeploy();
      }
    }
  }

  @Test
  void theEpochStartsAboveTheGreatestSeenAndTheNextStartIsQuiet() throws Exception {
    Files.createDirectories(directory.resolve(files));
    for (int i = 0; i < 5; i++) {
      start();
      undeploy();
      if (i == 0) save();
    }
    happen(Mishap.LEDGER_PUT_BACK);
    start();
    assertThat(workers().cluster().epoch()).isEqualTo(6);
    assertThat(warning().orElseThrow()).contains("the ledger is older than this node: it is of epoch 1 ", "epoch 5 ");
    undeploy();
    start();
    assertThat(workers().cluster().epoch()).isEqualTo(7);
    assertThat(warning()).isEmpty();
  }

  private LeaseMessage.Offered offered(String code) throws InterruptedException {
    worker.join(1);
    JobSpec spec = new JobSpec(JobSpec.Op.RUN_JS, code, new Json("{}"), Duration.ZERO, Optional.empty(), 3, JobSpec.Isolation.JOB,
        "");
    JobReply.Accepted accepted = (JobReply.Accepted) bus
        .request(Addresses.jobs(NODE), new JobRequest.Submit(ALICE, spec, Optional.empty())).await();
    LeaseMessage.Offered offer = worker.nextOffer();
    while (!offer.job().equals(accepted.job().id())) { // what a ledger that was put back knows of open jobs goes first
      worker.say(worker.finished(offer, "{\"ok\":true,\"returnValue\":0}")).await();
      offer = worker.nextOffer();
    }
    assertThat(leases.add(offer.lease().toString())).as("%s is new", offer.lease()).isTrue();
    return offer;
  }

  private void start() {
    Path data = directory.resolve(files);
    deployment = vertx.deployVerticle(new ControllerVerticle(NODE, ControllerConfig.defaults(),
        () -> SqliteLedger.open(data.resolve("ledger.db"), new byte[32]), new SeenStart(data), key,
        () -> new Now(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), Instant.now()), new SecureRandom())).await();
  }

  private void undeploy() { vertx.undeploy(deployment).await(); }

  private void save() throws IOException {
    delete(copy, List.of("ledger.db", SeenStart.NAME));
    Files.createDirectories(directory.resolve(copy));
    for (String name : List.of("ledger.db", SeenStart.NAME))
      Files.copy(directory.resolve(files).resolve(name), directory.resolve(copy).resolve(name),
          StandardCopyOption.COPY_ATTRIBUTES);
  }

  private void happen(Mishap mishap) throws IOException {
    delete(files, LEDGER);
    if (mishap == Mishap.ALL_PUT_BACK || mishap == Mishap.ALL_LOST) delete(files, List.of(SeenStart.NAME));
    if (mishap == Mishap.LEDGER_LOST || mishap == Mishap.ALL_LOST) return;
    for (String name : mishap == Mishap.ALL_PUT_BACK ? List.of("ledger.db", SeenStart.NAME) : List.of("ledger.db"))
      Files.copy(directory.resolve(copy).resolve(name), directory.resolve(files).resolve(name),
          StandardCopyOption.COPY_ATTRIBUTES);
  }

  private void delete(Path from, List<String> names) throws IOException {
    for (String name : names)
      Files.deleteIfExists(directory.resolve(from).resolve(name));
  }

  private JobView view(JobId job) {
    return ((JobReply.One) bus.request(Addresses.jobs(NODE), new JobRequest.Get(ALICE, job, Duration.ZERO)).await()).job();
  }

  private JobReply.Workers workers() {
    return (JobReply.Workers) bus.request(Addresses.jobs(NODE), new JobRequest.ListWorkers(ALICE)).await();
  }

  private Optional<String> warning() { return workers().cluster().ledgerWarning(); }
}
