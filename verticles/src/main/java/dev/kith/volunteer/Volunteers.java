package dev.kith.volunteer;

import dev.kith.message.AccessReply;
import dev.kith.message.AccessRequest;
import dev.kith.message.ErrorCode;
import dev.kith.message.FromTab;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.Capability;
import dev.kith.model.JobId;
import dev.kith.model.WorkerId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All tabs of this node. Confined to the verticle's context; one sweep serves all of them, no timer is any tab's own.
final class Volunteers {
  private static final Logger LOG = LoggerFactory.getLogger(Volunteers.class);

  /// What it needs of the rest of the program.
  ///
  /// @param home the bus address where leases for tabs arrive
  /// @param clock milliseconds that never go back
  /// @param nonces 32 random bytes each, base64url
  record Ties(String home, LongSupplier clock, Supplier<String> nonces, Function<WorkMessage, Future<WorkReply>> controller,
      Function<AccessRequest, Future<AccessReply>> access) {}

  private final VolunteerConfig config;
  private final Ties ties;
  private final Set<Tab> tabs = new HashSet<>();
  /// Sockets that are not gone yet, closed ones too: one whose peer reads nothing takes its time, and counts until then.
  private final Map<String, Integer> perAddress = new HashMap<>();
  private int sockets;
  private final Map<WorkerId, Seat> seats = new HashMap<>();

  Volunteers(VolunteerConfig config, Ties ties) {
    this.config = config;
    this.ties = ties;
  }

  long now() { return ties.clock.getAsLong(); }

  int size() { return tabs.size(); }

  int sockets() { return sockets; }

  /// @return absent if it was closed, because there are too many
  Optional<Tab> opened(Connection connection) {
    if (sockets >= config.maxSockets()
        || perAddress.getOrDefault(connection.remote(), 0) >= config.maxSocketsPerAddress()) {
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

  void deliver(LeaseMessage message) {
    Optional.ofNullable(seats.get(message.worker())).flatMap(Seat::tab).ifPresent(tab -> tab.deliver(message));
  }

  /// Closes what the clock has overtaken, and gives up volunteers that did not come back.
  void sweep() {
    long now = now();
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

  /// Says to the controller that this worker is there (again), with the leases it holds.
  Future<WorkReply> join(Seat seat) { return ties.controller.apply(seat.joined(ties.home, config.silence().toMillis())); }

  /// Passes a message on; a controller that does not know the worker gets told who it is first.
  Future<WorkReply> work(Seat seat, WorkMessage message) {
    return ties.controller.apply(message).compose(reply -> reply instanceof WorkReply.UnknownWorker
        ? join(seat).compose(_ -> ties.controller.apply(message))
        : Future.succeededFuture(reply));
  }

  Future<WorkReply.Material> material(Seat seat, JobId job) {
    return work(seat, new WorkMessage.FetchJob(seat.worker(), job)).compose(reply -> reply instanceof WorkReply.Material material
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
        tell(new WorkMessage.Credit(seat.worker(), 0)); // nothing new until it is back; what it holds stays its own
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

  private void leave(Seat seat) { if (seats.remove(seat.worker(), seat))
    tell(new WorkMessage.Left(seat.worker())); }

  private void tell(WorkMessage message) {
    ties.controller.apply(message).onFailure(failure -> LOG.debug("controller not told: {}", failure.getMessage()));
  }

  private static Capability labelled(Capability said, String inviteLabel) {
    return said.label().isBlank()
        ? new Capability(inviteLabel, said.engine(), said.platform(), said.cores(), said.memoryMegabytes(), said.isolation())
        : said;
  }
}
