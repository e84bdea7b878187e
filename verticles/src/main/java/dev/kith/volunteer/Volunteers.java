package dev.kith.volunteer;

import dev.kith.job.OnceASecond;
import dev.kith.message.AccessReply;
import dev.kith.message.AccessRequest;
import dev.kith.message.ErrorCode;
import dev.kith.message.FromTab;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.Limits;
import dev.kith.message.Sender;
import dev.kith.message.VolunteerReply;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.Capability;
import dev.kith.model.JobId;
import dev.kith.model.LeaseId;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All tabs of this node. Confined to the verticle's context; one sweep serves all of them, no timer is any tab's own.
final class Volunteers {
  private static final Logger LOG = LoggerFactory.getLogger(Volunteers.class);

  private static final Long PRESENT = Long.MIN_VALUE;
  /// How long a controller that is not in the mesh any more is still told results.
  private static final long KEEP_LOST_MILLIS = 10_000;
  /// Controllers that tabs work for at once.
  static final int CONTROLLERS_MAX = 256;

  /// What it needs of the rest of the program.
  ///
  /// @param home the bus address where leases for tabs arrive
  /// @param clock milliseconds that never go back
  /// @param wallClock for stamps alone
  /// @param nonces 32 random bytes each, base64url
  record Ties(String home, LongSupplier clock, InstantSource wallClock, Supplier<String> nonces,
      BiFunction<NodeId, WorkMessage, Future<WorkReply>> controller,
      Function<AccessRequest, Future<AccessReply>> access) {}

  private final VolunteerConfig config;
  private final Ties ties;
  private final Set<Tab> tabs = new HashSet<>();
  /// Sockets that are not gone yet, closed ones too: one whose peer reads nothing takes its time, and counts until then.
  private final Map<String, Integer> perAddress = new HashMap<>();
  private int sockets;
  private final Map<WorkerId, Seat> seats = new HashMap<>();
  /// Whom the tabs work for, and since when it has not been in the mesh ([#PRESENT] if it is).
  private final Map<NodeId, Long> controllers = new LinkedHashMap<>();
  private final OnceASecond refusals = new OnceASecond();
  private final OnceASecond fullHouse = new OnceASecond();
  private final Crowds crowds = new Crowds();

  Volunteers(VolunteerConfig config, Ties ties) {
    this.config = config;
    this.ties = ties;
  }

  long now() { return ties.clock.getAsLong(); }

  int size() { return tabs.size(); }

  int sockets() { return sockets; }

  /// @return absent if it was closed, because there are too many
  Optional<Tab> opened(Connection connection) {
    Optional<NoRoom> why = noRoom(connection.remote());
    if (why.isPresent()) {
      turnedAway(connection.remote(), why.get());
      connection.send(Tab.problem(why.get().refusal()));
      connection.close(CloseReason.TOO_MANY);
      return Optional.empty();
    }
    Tab tab = new Tab(this, config, connection, ties.nonces.get(), now());
    tabs.add(tab);
    sockets++;
    perAddress.merge(connection.remote(), 1, Integer::sum);
    tab.greet();
    return Optional.of(tab);
  }

  /// Whether there is room for one more tab from there.
  ///
  /// @throws KithException UNAVAILABLE, naming the limit
  void demandRoom(String remote) {
    Optional<NoRoom> why = noRoom(remote);
    if (why.isPresent()) {
      turnedAway(remote, why.get());
      throw why.get().refusal();
    }
  }

  List<VolunteerReply.Crowd> turnedAway() { return crowds.newestFirst(); }

  private Optional<NoRoom> noRoom(String remote) {
    if (sockets >= config.maxSockets())
      return Optional.of(NoRoom.atAll(config.maxSockets()));
    return perAddress.getOrDefault(remote, 0) >= config.maxSocketsPerAddress()
        ? Optional.of(NoRoom.ofAddress(config.maxSocketsPerAddress()))
        : Optional.empty();
  }

  private void turnedAway(String remote, NoRoom why) {
    crowds.turnedAway(remote, why, ties.wallClock.instant());
    long count = fullHouse.happened(now());
    if (count > 0)
      LOG.warn("turned away {} tabs, the last from {}: {} {} are connected, see {}", count, remote, why.limit(),
          why.what().replace("your", "its"), why.setting());
  }

  /// Which controllers there are now. One that goes missing is still told results for a while.
  void controllers(Collection<NodeId> present) {
    long now = now();
    controllers
        .replaceAll((controller, lostAt) -> present.contains(controller) ? PRESENT : lostAt.equals(PRESENT) ? now : lostAt);
    for (NodeId controller : present) {
      if (!controllers.containsKey(controller) && controllers.size() < CONTROLLERS_MAX) {
        controllers.put(controller, PRESENT);
        seats.values().forEach(seat -> join(seat, controller).onFailure(Volunteers::unheard));
      }
    }
  }

  private void forgetLost(long now) {
    List<NodeId> over = controllers.keySet().stream().filter(controller -> !isPresent(controller))
        .filter(controller -> now - controllers.get(controller) > KEEP_LOST_MILLIS).toList();
    controllers.keySet().removeAll(over);
    over.forEach(controller -> seats.values().forEach(seat -> seat.forget(controller)));
  }

  private boolean isPresent(NodeId controller) { return PRESENT.equals(controllers.get(controller)); }

  private List<NodeId> present() { return controllers.keySet().stream().filter(this::isPresent).toList(); }

  void deliver(Sender sender, LeaseMessage message) {
    if (!sender.role().controls() || !controllers.containsKey(sender.node())) {
      long count = refusals.happened(now());
      if (count > 0)
        LOG.warn("refused {} lease messages, the last from node {} (role {}): not a controller of ours", count, sender.node(),
            sender.role());
      return;
    }
    Seat seat = seats.get(message.worker());
    if (seat == null || seat.tab().isEmpty())
      return;
    seat.tab().get().deliver(sender.node(), message);
    if (message instanceof LeaseMessage.Offered) {
      seat.worked(sender.node(), now());
      tellCredit(seat);
    }
  }

  /// Closes what the clock has overtaken, and gives up volunteers that did not come back.
  void sweep() {
    long now = now();
    forgetLost(now);
    List.copyOf(tabs).forEach(tab -> tab.check(now));
    seats.values().stream().filter(seat -> seat.abandoned(now, config.silence().toMillis())).toList().forEach(this::leave);
  }

  /// Turns away those whose invite was revoked since they came.
  void checkInvites() {
    if (seats.isEmpty())
      return;
    ties.access.apply(new AccessRequest.ListInvites()).onComplete(reply -> {
      if (reply instanceof AccessReply.Invites list) {
        turnAway(list.invites().stream().filter(AccessReply.InviteView::revoked).map(AccessReply.InviteView::id)
            .collect(Collectors.toSet()));
      }
    }, failure -> LOG.warn("invites could not be checked, tabs stay as they are: {}", failure.getMessage()));
  }

  void shutDown() { List.copyOf(tabs).forEach(tab -> tab.close(CloseReason.GOING_AWAY)); }

  /// What counts of the credit that a tab offers.
  int credit(int offered) { return config.credit(offered); }

  Future<AccessReply.Connected> prove(FromTab.Hello hello, String nonce, String remote) {
    return ties.access.apply(new AccessRequest.Connect(hello.worker().value(), nonce, hello.signature(), remote))
        .compose(reply -> reply instanceof AccessReply.Connected connected
            ? Future.succeededFuture(connected)
            : Future.failedFuture(new KithException(ErrorCode.RATE_LIMITED, "too many attempts, try again later")));
  }

  Seat seat(Tab tab, FromTab.Hello hello, AccessReply.Connected known) {
    Seat seat = seats.computeIfAbsent(new WorkerId(known.workerId()), worker -> new Seat(worker, known.inviteId()));
    seat.take(tab, labelled(hello.capability(), known.label()), config.credit(hello.credit()), hello.held())
        .ifPresent(before -> before.close(CloseReason.REPLACED));
    return seat;
  }

  /// Says to every controller that this worker is there (again), with the leases it holds.
  void join(Seat seat) { present().forEach(controller -> join(seat, controller).onFailure(Volunteers::unheard)); }

  private Future<WorkReply> join(Seat seat, NodeId controller) {
    return ties.controller.apply(controller, seat.joined(controller, ties.home, config.silence().toMillis(), now()));
  }

  /// Says to every controller that it is alive, and what of that controller's it holds. A controller by which it is known as a worker
  /// of another node refuses: the tab went to another door, and what is here is its past.
  void beat(Seat seat) {
    tellCredit(seat);
    present().forEach(controller -> beat(seat, controller));
  }

  private void beat(Seat seat, NodeId controller) {
    List<LeaseId> held = seat.heldOf(controller);
    if (!held.isEmpty())
      seat.worked(controller, now());
    Line line = line(seat, controller);
    if (!line.beat())
      return; // it has not answered the last one
    work(seat, controller, new WorkMessage.Beat(seat.worker(), held)).onComplete(_ -> line.beaten()).onFailure(failure -> {
      if (failure instanceof KithException known && known.code() == ErrorCode.FORBIDDEN)
        seat.tab().ifPresent(tab -> tab.close(CloseReason.REPLACED));
    });
  }

  /// Tells those whose share of its credit has changed.
  void tellCredit(Seat seat) { present().forEach(controller -> tellCredit(seat, controller)); }

  private void tellCredit(Seat seat, NodeId controller) {
    Line line = line(seat, controller);
    if (!line.tell())
      return; // once that is answered, this is told
    Optional<WorkMessage> changed = seat.changedCredit(controller, now());
    if (changed.isEmpty()) {
      line.told();
      return;
    }
    work(seat, controller, changed.get()).onComplete(reply -> {
      line.told();
      if (reply.succeeded())
        tellCredit(seat, controller); // it may have changed again
      else
        seat.forgetTold(controller); // the next beat tells it again
    });
  }

  Line line(Seat seat, NodeId controller) { return seat.line(controller, Limits.WORKER_SLOTS); }

  /// Whose lease that is, by its id in the tab's form.
  Optional<NodeId> controller(LeaseId ofTab) { return TabLease.controller(ofTab, controllers.keySet()); }

  /// Those of these leases that are of no controller any more.
  List<LeaseId> nobodys(List<LeaseId> held) { return held.stream().filter(lease -> controller(lease).isEmpty()).toList(); }

  /// Passes a message on; a controller that does not know the worker gets told who it is first.
  Future<WorkReply> work(Seat seat, NodeId controller, WorkMessage message) {
    return ties.controller.apply(controller, message).compose(reply -> reply instanceof WorkReply.UnknownWorker
        ? join(seat, controller).compose(_ -> ties.controller.apply(controller, message))
        : Future.succeededFuture(reply));
  }

  Future<WorkReply.Material> material(Seat seat, NodeId controller, JobId job) {
    return work(seat, controller, new WorkMessage.FetchJob(seat.worker(), job))
        .compose(reply -> reply instanceof WorkReply.Material material
            ? Future.succeededFuture(material)
            : Future.failedFuture(new KithException(ErrorCode.NOT_FOUND, "the controller has no code of job " + job)));
  }

  /// A connection is no more. @param forGood the volunteer does not mean to come back
  void gone(Tab tab, boolean forGood) {
    if (!tabs.remove(tab))
      return;
    tab.seat().filter(seat -> seat.leave(tab, now())).ifPresent(seat -> {
      if (forGood)
        leave(seat);
      else
        tellCredit(seat); // none: nothing new until it is back; what it holds stays its own
    });
  }

  /// A socket that was opened is gone.
  void released(String address) {
    sockets--;
    perAddress.computeIfPresent(address, (_, n) -> n > 1 ? n - 1 : null);
  }

  private void turnAway(Set<String> revoked) {
    for (Seat seat : seats.values().stream().filter(seat -> revoked.contains(seat.invite())).toList()) {
      seat.tab().ifPresent(
          tab -> tab.refuse(new KithException(ErrorCode.GONE, "the invite was revoked"), CloseReason.REVOKED));
      leave(seat);
    }
  }

  private void leave(Seat seat) {
    if (seats.remove(seat.worker(), seat))
      present().forEach(controller -> ties.controller.apply(controller, new WorkMessage.Left(seat.worker()))
          .onFailure(Volunteers::unheard));
  }

  private static void unheard(Throwable failure) { LOG.debug("controller not told: {}", failure.getMessage()); }

  private static Capability labelled(Capability said, String inviteLabel) {
    return said.label().isBlank()
        ? new Capability(inviteLabel, said.engine(), said.platform(), said.cores(), said.memoryMegabytes(), said.isolation())
        : said;
  }
}
