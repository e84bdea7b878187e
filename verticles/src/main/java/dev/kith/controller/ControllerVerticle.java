package dev.kith.controller;

import dev.kith.bus.Bus;
import dev.kith.crypto.SigningKey;
import dev.kith.job.JobBoard;
import dev.kith.job.Ledger;
import dev.kith.job.LedgerEntry;
import dev.kith.job.NextStart;
import dev.kith.job.Now;
import dev.kith.job.Step;
import dev.kith.ledger.Journal;
import dev.kith.ledger.LedgerWriter;
import dev.kith.message.Addresses;
import dev.kith.model.JobId;
import dev.kith.model.Life;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves doors and workers from one [JobBoard]. All state is confined to this verticle's context; the disk has its own threads.
public final class ControllerVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerVerticle.class);
  private static final long TICK_MILLIS = 100;
  private static final long SWEEP_MILLIS = 60_000;
  private static final int SWEEP_BATCH = 100;

  private final NodeId node;
  private final ControllerConfig config;
  private final Supplier<Ledger> openLedger;
  private final SeenStart seen;
  private final SigningKey signingKey;
  private final Supplier<Now> clock;
  private final SecureRandom random;

  private Bus bus;
  private Ledger ledger;
  private Optional<String> ledgerWarning = Optional.empty();
  private LedgerWriter writer;
  private JobBoard board;
  private Journal journal;
  private Waiters waiters;
  private List<Bus.Registration> registrations = List.of();
  private long tick = -1;
  private boolean draining;

  /// @param openLedger blocks; called on a worker thread, and what it gives is closed with this verticle
  /// @param seen what is known of the ledger without it
  public ControllerVerticle(NodeId node, ControllerConfig config, Supplier<Ledger> openLedger, SeenStart seen,
      SigningKey signingKey,
      Supplier<Now> clock,
      SecureRandom random) {
    this.node = node;
    this.config = config;
    this.openLedger = openLedger;
    this.seen = seen;
    this.signingKey = signingKey;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Future<?> start() {
    bus = Bus.of(vertx, node);
    return vertx.executeBlocking(this::recover).compose(recovered -> {
      board = new JobBoard(config.jobs(), recovered, clock.get());
      writer = LedgerWriter.start(ledger, LedgerWriter.Bounds.DEFAULT);
      journal = new Journal(writer, what -> context.runOnContext(_ -> what.run()),
          (millis, what) -> vertx.setTimer(millis, _ -> what.run()),
          new Holding());
      waiters = new Waiters(vertx, config.maxWaiters());
      Manifests manifests = new Manifests(vertx, signingKey, config.manifestTtl(), config.maxResultBytes(),
          config.jobs().leaseMax());
      KeyedSubmissions keyed = new KeyedSubmissions(this, ledger, new OtherControllers(bus, node));
      Doors doors = new Doors(this, board, waiters, new Submissions(config, manifests, random), keyed, ledger, clock);
      Workers workers = new Workers(this, board, manifests, clock);
      LOG.info("controller {} is up in {} with {} open jobs", node, recovered.start(), recovered.live().size());
      tick = vertx.setPeriodic(TICK_MILLIS, _ -> carryOut(board.tick(clock.get())));
      vertx.setPeriodic(SWEEP_MILLIS, _ -> sweep());
      return Future.all(bus.serve(Addresses.jobs(node), doors::answer), bus.serve(Addresses.work(node), workers::answer),
          bus.subscribe(Addresses.mesh(node), view -> {
            keyed.mesh(view);
            carryOut(board.mesh(view, clock.get()));
          }));
    }).onSuccess(served -> registrations = served.list());
  }

  /// Gives out no more work, and completes once what was decided so far is on disk; what workers bring still counts. To be called
  /// before the workers are stopped; thread-safe.
  public Future<?> drain() {
    if (context == null) return Future.succeededFuture();
    Promise<Void> drained = Promise.promise();
    context.runOnContext(_ -> {
      draining = true;
      if (board == null) {
        drained.complete();
        return;
      }
      board.hold(true);
      Future.fromCompletionStage(journal.settled(), context).onComplete(drained);
    });
    return drained.future();
  }

  /// Hears nothing more, then brings what was decided to disk.
  @Override
  public Future<?> stop() {
    if (ledger == null) return Future.succeededFuture();
    vertx.cancelTimer(tick);
    return Future.join(registrations.stream().map(Bus.Registration::close).toList()).otherwiseEmpty()
        .compose(_ -> blocking(() -> {
          if (writer != null) writer.close();
          return null;
        })).compose(_ -> {
          if (journal != null) journal.close(); // the answers of what the writer did came before
          return blocking(() -> {
            ledger.close();
            return null;
          });
        });
  }

  private Ledger.Recovered recover() {
    ledger = openLedger.get();
    NextStart next = NextStart.after(ledger.last(), seen.load(), Life.draw(random));
    ledgerWarning = next.warning();
    ledgerWarning.ifPresent(warning -> LOG.warn("{}", warning));
    Ledger.Recovered recovered = ledger.recover(next.start());
    seen.save(next.start());
    return recovered;
  }

  /// Sends what may go at once, then lets the answer out as soon as what it rests on is on disk.
  <R> Future<R> carryOut(Step<R> step) {
    step.tell().forEach(tell -> bus.tell(Addresses.home(tell.home()), tell.message()));
    return written(step.writes()).map(_ -> {
      step.events().forEach(event -> {
        bus.publish(Addresses.jobEvents(node), event);
        if (event.type().ends()) waiters.release(event.job());
      });
      return step.reply();
    });
  }

  /// What an operator should know of the ledger: that it is not the one that this node left.
  Optional<String> ledgerWarning() { return ledgerWarning; }

  private Future<Void> written(List<LedgerEntry> entries) {
    return entries.isEmpty() ? Future.succeededFuture() : Future.fromCompletionStage(journal.write(entries), context);
  }

  /// Completes once all that was decided of that job so far is on disk, or refused.
  Future<Void> settled(JobId job) { return Future.fromCompletionStage(journal.settled(job), context); }

  /// Runs what may block (disk, signing) off the event loop.
  <T> Future<T> blocking(Callable<T> work) { return vertx.executeBlocking(work, false); }

  /// What the journal asks of the board.
  private final class Holding implements Journal.Board {
    @Override
    public void hold(boolean wanted) { board.hold(wanted || draining); }

    @Override
    public void retract(JobId job) {
      carryOut(board.retract(job, clock.get())).onFailure(failure -> LOG.error("cannot retract job {}", job, failure));
    }
  }

  /// Drops ended jobs that are too old or too many.
  private void sweep() {
    long endedBefore = clock.get().wall().minus(config.keepFor()).toEpochMilli();
    blocking(() -> ledger.expired(endedBefore, config.keepEnded(), SWEEP_BATCH)).compose(this::remove)
        .onFailure(failure -> LOG.warn("cannot drop old jobs: {}", failure.getMessage()));
  }

  private Future<Void> remove(List<JobId> jobs) {
    if (jobs.isEmpty()) return Future.succeededFuture();
    List<LedgerEntry> entries = jobs.stream().<LedgerEntry>map(LedgerEntry.Remove::new).toList();
    return written(entries).onSuccess(_ -> {
      if (jobs.size() == SWEEP_BATCH) sweep();
    });
  }
}
