package dev.kith.transport;

import dev.kith.bus.Frames;
import dev.kith.model.NodeId;
import dev.kith.transport.TransportConfig.Dial;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps links to gateways: tries their doors in order, waits between rounds, begins again when a link ends. Confined to the verticle's
/// context.
final class Dialler {
  private static final Logger LOG = LoggerFactory.getLogger(Dialler.class);
  static final int GATEWAYS_MAX = 64;
  private static final Duration PROBE = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final Dial config;
  private final Doors doors;
  private final Frames frames;
  private final Uplink uplink;
  private final Runnable changed;
  private final UnaryOperator<List<Door>> order;
  private final List<Place> places = new ArrayList<>();
  private List<Gateway> gateways = List.of();
  private boolean stopped;

  /// @param order of the doors of one node, best first; asked anew for each round
  /// @param changed told when a link came or went
  Dialler(Vertx vertx, Dial config, Doors doors, Frames frames, Uplink uplink, UnaryOperator<List<Door>> order,
      DoubleSupplier random, Runnable changed) {
    this.vertx = vertx;
    this.config = config;
    this.doors = doors;
    this.frames = frames;
    this.uplink = uplink;
    this.order = order;
    this.changed = changed;
    for (int i = 0; i < config.links(); i++)
      places.add(new Place(new Backoff(config, random)));
  }

  /// From now on links are kept to the first of these that answer. One that is there stays.
  void dial(List<Gateway> wanted) {
    gateways = List.copyOf(wanted);
    if (uplink.links().size() < places.size())
      resume();
  }

  /// Ends what was begun by [#dial].
  void hangUp() {
    gateways = List.of();
    uplink.links().forEach(link -> link.end(CloseReason.NORMAL, "not needed any more"));
  }

  /// Tries again without waiting, and asks the links that are there for a sign of life.
  void resume() {
    places.forEach(Place::resume);
    uplink.links().forEach(link -> link.probe(PROBE));
  }

  void stop() {
    stopped = true;
    uplink.links().forEach(link -> link.end(CloseReason.SHUT_DOWN, "node shuts down"));
  }

  private record Candidate(NodeId gateway, Door door) {}

  private enum State {
    IDLE, TRYING, WAITING, LINKED
  }

  /// One of the links that are kept, or what is done to have it again.
  private final class Place {
    private final Backoff backoff;
    private final Deque<Candidate> round = new ArrayDeque<>();
    private State state = State.IDLE;
    private long timer = -1;
    private boolean atOnce;
    private NodeId trying;

    Place(Backoff backoff) { this.backoff = backoff; }

    void resume() {
      backoff.reset();
      switch (state) {
        case IDLE, WAITING -> {
          vertx.cancelTimer(timer);
          begin();
        }
        case TRYING -> atOnce = true;
        case LINKED -> atOnce = false;
      }
    }

    private void begin() {
      atOnce = false;
      round.clear();
      for (Gateway gateway : gateways)
        order.apply(gateway.doors()).forEach(door -> round.add(new Candidate(gateway.node(), door)));
      next();
    }

    private void next() {
      trying = null;
      round.removeIf(candidate -> inUse(candidate.gateway()));
      Candidate candidate = round.poll();
      if (stopped || gateways.isEmpty()) state = State.IDLE;
      else if (candidate == null) pause();
      else
        attempt(candidate);
    }

    private boolean inUse(NodeId gateway) {
      return gateway.equals(frames.self()) || uplink.uses(gateway)
          || places.stream().anyMatch(other -> other != this && gateway.equals(other.trying));
    }

    private void pause() {
      state = State.WAITING;
      timer = vertx.setTimer(atOnce ? 1 : backoff.next().toMillis(), _ -> begin());
      atOnce = false;
    }

    private void attempt(Candidate candidate) {
      state = State.TRYING;
      trying = candidate.gateway();
      doors.open(candidate.gateway(), candidate.door()).onSuccess(this::linked).onFailure(cause -> {
        LOG.debug("no link to node {} at {}: {}", candidate.gateway(), candidate.door(), cause.toString());
        next();
      });
    }

    private void linked(Outbound link) {
      trying = null;
      long since = System.nanoTime();
      state = State.LINKED;
      uplink.add(link);
      frames.route(link.gateway(), link);
      LOG.info("linked to gateway {}", link.gateway());
      changed.run();
      link.over().onComplete(_ -> lost(link, System.nanoTime() - since));
      if (stopped)
        link.end(CloseReason.SHUT_DOWN, "node shuts down");
      else if (gateways.isEmpty())
        link.end(CloseReason.NORMAL, "not needed any more");
    }

    private void lost(Outbound link, long lastedNanos) {
      uplink.remove(link);
      frames.unroute(link.gateway(), link);
      changed.run();
      if (lastedNanos >= config.settled().toNanos())
        backoff.reset();
      if (stopped) {
        state = State.IDLE;
        return;
      }
      LOG.info("link to gateway {} lost", link.gateway());
      pause();
    }
  }
}
