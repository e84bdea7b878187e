package dev.kith.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.bus.Served.Life;
import dev.kith.handshake.Suite;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.PeerReply;
import dev.kith.message.PeerRequest;
import dev.kith.message.Service;
import dev.kith.model.NodeId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import java.util.stream.LongStream;

/// What an asker keeps and what a server keeps, over a network that loses, repeats and reorders, with long polls and processes that
/// begin anew; held against a count of effects.
class ExactlyOnceTest {
  private static final NodeId NODE = new NodeId("a".repeat(32));
  private static final byte[] OK = RecordCodec.bytes(new PeerReply.Ok());
  private static final Service<PeerRequest, PeerReply> QUICK = service(5);
  private static final Service<PeerRequest, PeerReply> POLL = service(35);

  private static Service<PeerRequest, PeerReply> service(int seconds) {
    return new Service<>("kith.x", PeerRequest.class, PeerReply.class, NODE, Duration.ofSeconds(seconds));
  }

  private static BusConfig config(int pending, int serving) {
    return new BusConfig(Suite.HYBRID, Duration.ofSeconds(10), Duration.ofMillis(500), pending, serving, 1 << 20, 1 << 16, 50,
        10);
  }

  static LongStream seeds() { return LongStream.rangeClosed(1, 40); }

  @ParameterizedTest
  @MethodSource("seeds")
  void aRequestHasItsEffectOnceWhateverTheNetworkDoes(long seed) {
    World world = new World(seed, config(400, 32), 0.15, 0.15, 0.002);
    for (int step = 0; step < 4_000; step++)
      world.step();
    world.calm();
    assertThat(world.pending.size()).as("nothing waits for ever").isZero();
    world.checkOutcomes();
    assertThat(world.mostKept).as("kept at the server").isLessThanOrEqualTo(2 * 4 * 32);
  }

  @Test
  void oneLongPollHoldsUpNothingHoweverManyQuickOnesGoBesideIt() {
    World world = new World(7, BusConfig.defaults(), 0.05, 0.05, 0);
    long poll = world.ask(POLL, true);
    world.flush(1);
    for (int round = 0; round < 20_000; round++) {
      world.advance(1);
      for (int i = 0; i < 8; i++)
        world.ask(QUICK, false);
      world.flush(8);
      world.move();
      world.move();
    }
    assertThat(world.outcomes.get(poll).isComplete()).isFalse();
    assertThat(world.outcomes.size()).isGreaterThan(160_000);
    assertThat(world.mostKept).as("kept at the server").isLessThan(10_000);
    assertThat(world.mostKeptByAsker).isLessThan(10_000);
    world.polls.forEach(world::finish);
    world.polls.clear();
    world.calm();
    world.checkOutcomes();
    assertThat(world.refused).isZero();
    assertThat(world.server.size()).isLessThan(100);
  }

  @Test
  void manyPollsWithGapsBetweenThemAreToldOfInTurn() {
    World world = new World(9, config(10_000, 4_096), 0, 0, 0);
    for (int i = 0; i < 3_000; i++) {
      world.ask(POLL, true);
      world.ask(QUICK, false);
      if (i % 100 == 99)
        world.flush(200);
      world.move();
    }
    for (int round = 0; round < 6_000; round++) {
      for (int i = 0; i < 4; i++)
        world.ask(QUICK, false);
      world.flush(4);
      world.move();
      world.move();
    }
    assertThat(world.mostKept).isLessThan(3_000 + 3_000 + 3_000 + 1_000); // polls, gaps between them, quick ones not told of yet
    world.polls.forEach(world::finish);
    world.polls.clear();
    world.calm();
    world.checkOutcomes();
    assertThat(world.refused).isZero();
  }

  @Test
  void whatWasUnderWayWhileTheAskerBeganAnewIsServedForNobody() {
    Served server = new Served(config(10, 10));
    assertThat(server.batch(1, 77, 1, List.of())).isEqualTo(Life.PRESENT);
    assertThat(server.batch(2, 88, 1, List.of())).isEqualTo(Life.NEW);
    server.taken(1);
    assertThat(server.batch(1, 77, 5, List.of())).isEqualTo(Life.EARLIER);
    assertThat(server.begin(1)).as("of the present life, and being served").isEqualTo(Served.Verdict.IGNORE);
    assertThat(server.batch(2, 88, 1, List.of())).isEqualTo(Life.PRESENT);
  }

  @Test
  void anEarlierLifeThatMakesANewSessionIsASecondProcess() {
    Served server = new Served(config(10, 10));
    server.batch(1, 77, 1, List.of());
    server.batch(2, 88, 1, List.of());
    assertThat(server.batch(3, 77, 1, List.of())).isEqualTo(Life.BACK);
    assertThat(server.batch(4, 88, 1, List.of())).isEqualTo(Life.BACK);
    assertThat(server.batch(5, 99, 1, List.of())).isEqualTo(Life.NEW);
  }

  /// One asker, one server, frames between them.
  private static final class World {
    final Random random;
    final BusConfig config;
    final double lost;
    final double twice;
    final double reboots;
    final Served server;
    final Map<Long, Future<PeerReply>> outcomes = new LinkedHashMap<>();
    final Map<Long, Integer> effects = new HashMap<>();
    final List<byte[]> up = new ArrayList<>();
    final List<Envelope> down = new ArrayList<>();
    final List<Running> polls = new ArrayList<>();
    private final IdentityHashMap<byte[], Long> orders = new IdentityHashMap<>();
    private final List<Running> running = new ArrayList<>();
    private final List<Envelope> outgoing = new ArrayList<>();
    private final Map<Long, Boolean> isPoll = new HashMap<>();
    Pending pending;
    long boot;
    long now;
    int mostKept;
    int mostKeptByAsker;
    int refused;
    private final List<Envelope> ofEarlierLives = new ArrayList<>();

    private record Running(long ofBoot, long number, Served.Ticket ticket) {}

    World(long seed, BusConfig config, double lost, double twice, double reboots) {
      random = new Random(seed);
      this.config = config;
      this.lost = lost;
      this.twice = twice;
      this.reboots = reboots;
      server = new Served(config);
      reboot();
    }

    /// Boot numbers are random on the wire; here they tell lives apart, and are the order of their one session.
    private void reboot() {
      boot++;
      pending = new Pending(config, () -> "node x");
      outgoing.clear();
      down.clear(); // the new process has not the keys of the old session
    }

    private static long key(long boot, long number) { return boot << 40 | number; }

    long ask(Service<PeerRequest, PeerReply> service, boolean poll) {
      Homeward<PeerReply> answer = new Homeward<>();
      try {
        Envelope.Request request = pending.add(service, RecordCodec.bytes(new PeerRequest.Ping(1)), answer, now);
        long key = key(boot, request.number());
        outcomes.put(key, answer.future());
        isPoll.put(key, poll);
        outgoing.add(request);
        return key;
      } catch (KithException full) {
        return -1;
      }
    }

    void flush(int most) {
      while (!outgoing.isEmpty()) {
        List<Envelope> batch = new ArrayList<>(outgoing.subList(0, Math.min(most, outgoing.size())));
        outgoing.subList(0, batch.size()).clear();
        byte[] frame = new Envelope.Batch(boot, pending.oldest(), pending.settled(batch.size()), batch).encode();
        orders.put(frame, boot);
        up.add(frame);
      }
    }

    void advance(long millis) {
      now += millis;
      pending.tick(now, outgoing::add);
      flush(64);
    }

    void step() {
      advance(random.nextInt(20));
      if (random.nextDouble() < reboots)
        reboot();
      for (int i = random.nextInt(4); i > 0; i--) {
        boolean poll = random.nextInt(25) == 0;
        ask(poll ? POLL : QUICK, poll);
      }
      flush(1 + random.nextInt(4));
      for (int i = 0; i < 4; i++) {
        if (!up.isEmpty())
          pick(up, this::atServer);
        if (!down.isEmpty())
          pick(down, this::atAsker);
        if (!running.isEmpty())
          finish(running.remove(random.nextInt(running.size())));
      }
      if (!polls.isEmpty() && random.nextInt(20) == 0)
        finish(polls.remove(random.nextInt(polls.size())));
      measure();
    }

    /// All that is under way arrives, but for what is lost.
    void move() {
      while (!up.isEmpty())
        pick(up, this::atServer);
      while (!running.isEmpty())
        finish(running.removeLast());
      while (!down.isEmpty())
        pick(down, this::atAsker);
      measure();
    }

    private void measure() {
      mostKept = Math.max(mostKept, server.size());
      mostKeptByAsker = Math.max(mostKeptByAsker, pending.kept());
    }

    private <T> void pick(List<T> from, java.util.function.Consumer<T> to) {
      int at = random.nextInt(from.size());
      T one = from.get(at);
      if (random.nextDouble() >= twice)
        from.remove(at);
      if (random.nextDouble() >= lost)
        to.accept(one);
    }

    /// The network loses nothing more, and all polls end.
    void calm() {
      for (int round = 0; round < 200; round++) {
        advance(500);
        List.copyOf(up).forEach(this::atServer);
        up.clear();
        List.copyOf(running).forEach(this::finish);
        running.clear();
        polls.forEach(this::finish);
        polls.clear();
        List.copyOf(down).forEach(this::atAsker);
        down.clear();
      }
    }

    private void atServer(byte[] frame) {
      Envelope.Batch batch = Envelope.Batch.decode(frame);
      if (server.batch(orders.get(frame), batch.boot(), batch.oldest(), batch.settled()) == Life.EARLIER)
        return;
      for (Envelope message : batch.messages())
        serve(batch.boot(), (Envelope.Request) message);
    }

    private void serve(long ofBoot, Envelope.Request request) {
      long number = request.number();
      switch (server.begin(number)) {
        case NEW -> {
          effects.merge(key(ofBoot, number), 1, Integer::sum);
          Running one = new Running(ofBoot, number, server.taken(number));
          (isPoll.get(key(ofBoot, number)) ? polls : running).add(one);
        }
        case AGAIN -> send(ofBoot, server.answer(number));
        case TOO_MANY -> {
          refused++;
          server.refuse(number, Envelope.Failure.of(number, ErrorCode.RATE_LIMITED, "too many"));
          send(ofBoot, server.answer(number));
        }
        case LATER -> refused++;
        case IGNORE -> {
        }
      }
    }

    void finish(Running one) {
      Envelope answer = new Envelope.Reply(one.number(), OK);
      if (server.end(one.ticket(), answer))
        send(one.ofBoot(), answer);
    }

    private void send(long ofBoot, Envelope answer) { (ofBoot == boot ? down : ofEarlierLives).add(answer); }

    private void atAsker(Envelope answer) {
      switch (answer) {
        case Envelope.Reply reply -> pending.answered(reply);
        case Envelope.Failure failure -> pending.failed(failure.number(), failure.read("node x"));
        default -> throw new AssertionError(answer);
      }
    }

    void checkOutcomes() {
      assertThat(effects.values()).as("effects of one request").allMatch(count -> count == 1);
      outcomes.forEach((key, outcome) -> {
        if (outcome.succeeded())
          assertThat(effects.get(key)).as("answered, so served").isEqualTo(1);
        if (outcome.failed() && ((KithException) outcome.cause()).code() == ErrorCode.RATE_LIMITED)
          assertThat(effects.get(key)).as("refused, so not served").isNull();
      });
    }
  }
}
