package dev.kith.job;

import dev.kith.message.JobRequest.Steer.Action;
import dev.kith.message.JobView;
import dev.kith.message.JobView.Status;
import dev.kith.model.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One run of a controller, its workers and clients under faults, until all is done. The seed decides everything.
final class Simulation {
  private static final long PATIENCE = 90_000;

  private final SimWorld world;
  private final SimChecks checks = new SimChecks();
  private final SimJobs jobs = new SimJobs();
  private final SimController controller;
  private final List<Client> clients = new ArrayList<>();
  private int open;

  Simulation(long seed, SimFaults faults, PlantedBug bug) {
    world = new SimWorld(seed, faults);
    controller = new SimController(world, new SimLedger(bug), checks, bug);
    int workers = 2 + world.random.nextInt(3);
    for (int i = 0; i < workers; i++) {
      boolean idles = i > 0 && world.random.nextInt(6) == 0;
      SimWorker worker = new SimWorker("w" + i, idles, world, controller, jobs);
      controller.employ(worker);
      world.in(world.random.nextInt(100), worker::start);
    }
    int submitted = 1 + world.random.nextInt(3);
    for (int i = 0; i < submitted; i++)
      clients.add(new Client(nature(i + 1)));
    open = submitted;
  }

  private SimJobs.Nature nature(int number) {
    long shards = world.random.nextLong(1, 41);
    JobRecord.Terms plain = Jobs.sharded(number, shards);
    JobRecord.Terms terms = new JobRecord.Terms(plain.id(), plain.owner(), Optional.of("key-" + number), plain.specDigest(),
        plain.spec(), plain.plan(), plain.manifest(), plain.note(), plain.createdAt());
    boolean poisoned = world.random.nextInt(10) == 0;
    SimJobs.Nature nature = new SimJobs.Nature(terms, 5 + world.random.nextInt(120),
        poisoned ? world.random.nextLong(shards) : -1, world.random.nextBoolean(), world.random.nextInt(4) == 0 ? 7 : 0);
    jobs.add(nature);
    return nature;
  }

  /// @return the hash of all that happened
  /// @throws SimChecks.Violated if something that always holds did not
  long run() {
    controller.start();
    clients.forEach(client -> world.in(world.random.nextInt(1_500), client::submit));
    while (open > 0 && world.next()) {
      if (world.millis() > PATIENCE)
        throw new SimChecks.Violated(open + " jobs do not end: " + controller);
    }
    return world.logHash();
  }

  SimChecks checks() { return checks; }

  /// Submits one job until it is acknowledged, perhaps pauses it, and looks until it has ended.
  private final class Client {
    private final SimJobs.Nature nature;
    private final int whim = world.random.nextInt(10);
    private JobId job;
    private boolean known;
    private boolean over;
    private boolean wantsToRun;

    Client(SimJobs.Nature nature) { this.nature = nature; }

    void submit() {
      if (known)
        return;
      world.send(false, () -> controller.submit(nature, id -> {
        checks.acknowledged(id);
        world.send(false, () -> acknowledged(id));
      }));
      world.in(500, this::submit);
    }

    private void acknowledged(JobId id) {
      if (job != null && !job.equals(id))
        throw new SimChecks.Violated("the same key gave " + job + " and " + id);
      if (!known) {
        job = id;
        known = true;
        world.in(world.random.nextInt(300), this::act);
        look();
      }
    }

    private void act() {
      if (whim == 0)
        steer(Action.PAUSE, JobView.Control.PAUSED, () -> world.in(700, this::resume));
      if (whim == 1)
        steer(Action.CANCEL, JobView.Control.CANCELLED, () -> {});
    }

    private void resume() {
      wantsToRun = true;
      steer(Action.RESUME, JobView.Control.RUNNING, () -> {});
    }

    private void steer(Action action, JobView.Control wanted, Runnable then) {
      if (over)
        return;
      boolean[] heard = new boolean[1];
      world.send(false, () -> controller.steer(job, action, view -> world.send(false, () -> {
        if (!heard[0] && view.control() == wanted)
          then.run();
        heard[0] = true;
      })));
      world.in(600, () -> {
        if (!heard[0])
          steer(action, wanted, then);
      });
    }

    private void look() {
      if (over)
        return;
      if (checks.everLost(job)) { // with the ledger; who wants it done submits it again
        known = false;
        wantsToRun = false;
        submit();
        return;
      }
      world.send(false, () -> controller.look(job, view -> {
        int restores = checks.restores();
        if (view.status().ended())
          world.send(false, () -> ended(view, restores));
        else if (wantsToRun && view.control() == JobView.Control.PAUSED)
          world.send(false, this::resume); // its pause came again, late
      }));
      world.in(300, this::look);
    }

    /// @param restores when that was said: a ledger put back since may know better
    private void ended(JobView view, int restores) {
      if (restores != checks.restores())
        return;
      checks.shown(job, view.status() + " " + view.result().orElseThrow().text() + view.error().orElse(""));
      if (over)
        return;
      over = true;
      open--;
      judge(view);
    }

    private void judge(JobView view) {
      Optional<String> expected = jobs.expected(job);
      if (view.control() == JobView.Control.CANCELLED) {
        if (whim != 1)
          throw new SimChecks.Violated("job " + job + " was cancelled by nobody");
      } else if (expected.isEmpty()) {
        if (!view.error().orElse("").startsWith("shard " + nature.poison() + " failed 3 times"))
          throw new SimChecks.Violated("job " + job + " should fail with its shard " + nature.poison() + ", not " + view);
      } else if (view.status() != Status.DONE || !view.result().orElseThrow().text().startsWith(expected.get())) {
        throw new SimChecks.Violated("job " + job + " should end with " + expected.get() + ", not " + view);
      }
    }
  }
}
