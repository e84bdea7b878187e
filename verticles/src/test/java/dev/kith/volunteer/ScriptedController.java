package dev.kith.volunteer;

import dev.kith.bus.Bus;
import dev.kith.message.Addresses;
import dev.kith.message.LeaseMessage;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.WorkerId;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Stands in for the controller: remembers who joined and what was said, and answers as the test says.
public final class ScriptedController {
  private final Bus bus;
  private final Map<WorkerId, WorkMessage.Joined> known = new ConcurrentHashMap<>();
  private final BlockingQueue<WorkMessage> said = new LinkedBlockingQueue<>();
  private volatile Function<WorkMessage, Future<WorkReply>> answers = _ -> Future.succeededFuture(new WorkReply.Ok());

  public ScriptedController(Bus bus) { this.bus = bus; }

  public Future<WorkReply> serve(WorkMessage message) {
    if (message instanceof WorkMessage.Joined joined)
      known.put(joined.worker(), joined);
    said.add(message);
    if (!known.containsKey(message.worker()))
      return Future.succeededFuture(new WorkReply.UnknownWorker());
    if (message instanceof WorkMessage.Left left)
      known.remove(left.worker());
    return answers.apply(message);
  }

  public void answer(Function<WorkMessage, Future<WorkReply>> how) { answers = how; }

  public void forgetWorkers() { known.clear(); }

  public void send(LeaseMessage message) { bus.tell(Addresses.home(known.get(message.worker()).home()), message); }

  /// The next message of that type; what comes before it is dropped.
  public <M extends WorkMessage> M await(Class<M> type) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    for (;;) {
      WorkMessage next = said.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null)
        throw new AssertionError("the controller got no " + type.getSimpleName() + " within a minute");
      if (type.isInstance(next))
        return type.cast(next);
    }
  }
}
