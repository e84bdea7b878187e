package dev.kith.worker;

import dev.kith.codec.MessageCodec;
import dev.kith.message.Partial;
import dev.kith.model.Json;
import dev.kith.sandbox.BlockOutcome;
import dev.kith.sandbox.BlockTask;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Slots that run nothing: a test says when a block is done, or at most 5 shards of it. Sums count their shards in `n`.
final class FakeSandbox implements Sandbox {
  final BlockingQueue<BlockTask> started = new LinkedBlockingQueue<>();
  final List<Long> cancelled = new CopyOnWriteArrayList<>();
  final CompletableFuture<Void> ready = new CompletableFuture<>();
  volatile Optional<String> lack = Optional.empty();
  volatile boolean byItself;
  volatile int most;
  private final int slots;
  private final Map<Long, CompletableFuture<BlockOutcome>> running = new ConcurrentHashMap<>();
  private final Map<Long, BlockTask> tasks = new ConcurrentHashMap<>();

  FakeSandbox(int slots) { this.slots = slots; }

  @Override
  public int slots() { return slots; }

  @Override
  public String engine() { return "fake"; }

  @Override
  public String isolation() { return "none"; }

  @Override
  public Optional<String> unavailable() { return lack; }

  @Override
  public CompletableFuture<Void> ready() { return ready; }

  @Override
  public CompletableFuture<BlockOutcome> run(BlockTask task) {
    CompletableFuture<BlockOutcome> outcome = new CompletableFuture<>();
    running.put(task.id(), outcome);
    tasks.put(task.id(), task);
    most = Math.max(most, running.size());
    if (running.size() > slots) throw new IllegalStateException("all slots are busy");
    started.add(task);
    if (byItself) CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS).execute(() -> finish(task));
    return outcome;
  }

  @Override
  public void cancel(long task) {
    cancelled.add(task);
    CompletableFuture<BlockOutcome> outcome = running.remove(task);
    if (outcome != null) outcome.complete(new BlockOutcome(0, Optional.empty(), Optional.empty(), 0, List.of()));
  }

  @Override
  public void forget(String jobKey) {}

  BlockTask next() throws InterruptedException {
    BlockTask task = started.poll(10, TimeUnit.SECONDS);
    if (task == null) throw new AssertionError("no block was started within 10 s");
    return task;
  }

  void finish(BlockTask task) {
    CompletableFuture<BlockOutcome> outcome = running.remove(task.id());
    if (outcome == null) return;
    long count = Math.min(5, task.shards().count());
    Partial partial = task.job().reducerJson().isEmpty()
        ? new Partial.Single(new Json("{\"ok\":true,\"returnValue\":42}"))
        : new Partial.Sums(count, Map.of("n", new Partial.FieldSum(count, List.of((double) count))));
    outcome.complete(new BlockOutcome(count, Optional.of(new String(MessageCodec.encode(partial), StandardCharsets.UTF_8)),
        Optional.empty(), 2_000, List.of()));
  }
}
