package dev.kith.bench;

import com.hazelcast.config.Config;
import dev.kith.bus.Bus;
import dev.kith.codec.MessageCodec;
import dev.kith.message.Addresses;
import dev.kith.message.PeerReply;
import dev.kith.message.PeerRequest;
import dev.kith.model.NodeId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// (g) Sealed request and reply between two nodes against the plain clustered event bus of Vert.x: 256 bytes each way, both pairs in
/// this one JVM, over loopback, in turns, with as many threads. The plain one has neither TLS nor JSON; ours has both, and seals.
final class SealedBus {
  private static final int ROUNDS = 7;
  private static final Duration ROUND = Duration.ofSeconds(2);
  /// Of each question and each answer.
  private static final int BYTES = 256;
  /// As nodes have them.
  static final int EVENT_LOOPS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private final Report report;

  SealedBus(Report report) { this.report = report; }

  void run() throws IOException {
    report.section("(g) sealed request/reply against the plain clustered event bus, 256 bytes");
    try (PlainPair plain = new PlainPair(); MeshPair mesh = new MeshPair()) {
      Context plainContext = plain.asker().getOrCreateContext();
      Context meshContext = mesh.asker().getOrCreateContext();
      Buffer payload = Buffer.buffer("y".repeat(BYTES));
      Supplier<Future<?>> ask = () -> plain.asker().eventBus().<Buffer>request("bench", payload).map(Message::body);
      Bus bus = Bus.of(mesh.asker());
      NodeId answerer = mesh.answererId();
      PeerRequest question = filled(text -> new PeerRequest.Disconnect(1000, text));
      Supplier<Future<?>> askSealed = () -> bus.request(Addresses.peer(answerer), question);
      compare(1, plainContext, ask, meshContext, askSealed);
      compare(256, plainContext, ask, meshContext, askSealed);
    }
  }

  private void compare(int inFlight, Context plainContext, Supplier<Future<?>> plain, Context meshContext,
      Supplier<Future<?>> mesh) {
    double[] plainRate = new double[ROUNDS];
    double[] meshRate = new double[ROUNDS];
    List<Long> plainNanos = new ArrayList<>();
    List<Long> meshNanos = new ArrayList<>();
    for (int round = -2; round < ROUNDS; round++) { // the first ones warm up
      Load one = Load.run(plainContext, plain, inFlight);
      Load other = Load.run(meshContext, mesh, inFlight);
      if (round < 0)
        continue;
      plainRate[round] = one.rate();
      meshRate[round] = other.rate();
      plainNanos.addAll(one.nanos);
      meshNanos.addAll(other.nanos);
    }
    double plainP50 = micros(plainNanos);
    double meshP50 = micros(meshNanos);
    String title = inFlight + " in flight: ";
    report.plain(title + "plain, p50", plainP50, "us");
    report.plain(title + "sealed, p50", meshP50, "us");
    report.plain(title + "plain, median of rounds", Sample.of(plainRate).median(), "/s");
    report.plain(title + "sealed, median of rounds", Sample.of(meshRate).median(), "/s");
    if (inFlight == 1)
      report.atMost(title + "p50, sealed against plain", meshP50 / plainP50, 1.5, "");
    else
      report.atLeast(title + "rate, sealed against plain", Sample.of(meshRate).median() / Sample.of(plainRate).median(), 0.6, "");
  }

  private static double micros(List<Long> nanos) {
    return Sample.of(nanos.stream().mapToDouble(each -> each / 1_000.0).toArray()).median();
  }

  /// So many requests at a time, for a while. Confined to one context.
  private static final class Load {
    private static final int SAMPLES = 200_000;
    final List<Long> nanos = new ArrayList<>();
    private final Supplier<Future<?>> ask;
    private final long until = System.nanoTime() + ROUND.toNanos();
    private final Promise<Void> ended = Promise.promise();
    private int running;
    private long done;

    private Load(Supplier<Future<?>> ask) { this.ask = ask; }

    static Load run(Context context, Supplier<Future<?>> ask, int inFlight) {
      Load load = new Load(ask);
      context.runOnContext(_ -> {
        load.running = inFlight;
        for (int i = 0; i < inFlight; i++)
          load.next();
      });
      load.ended.future().toCompletionStage().toCompletableFuture().join();
      return load;
    }

    double rate() { return done / (double) ROUND.toSeconds(); }

    private void next() {
      long begin = System.nanoTime();
      if (begin >= until) {
        if (--running == 0)
          ended.tryComplete();
        return;
      }
      ask.get().onComplete(_ -> {
        done++;
        if (nanos.size() < SAMPLES)
          nanos.add(System.nanoTime() - begin);
        next();
      }, ended::tryFail);
    }
  }

  /// Two instances of Vert.x in a Hazelcast cluster, without any protection.
  private static final class PlainPair implements AutoCloseable {
    private final Vertx asker = member();
    private final Vertx answerer = member();

    PlainPair() { await(answerer.eventBus().<Buffer>consumer("bench", message -> message.reply(message.body())).completion()); }

    Vertx asker() { return asker; }

    private static Vertx member() {
      Config config = new Config().setClusterName("kith-bench-plain");
      config.setProperty("hazelcast.phone.home.enabled", "false").setProperty("hazelcast.socket.bind.any", "false")
          .setProperty("hazelcast.wait.seconds.before.join", "0").setProperty("hazelcast.logging.type", "none")
          .setProperty("hazelcast.partition.count", "31");
      config.getNetworkConfig().setPort(27_701).getInterfaces().setEnabled(true).addInterface("127.0.0.1");
      config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
      config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
      config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:27701")
          .addMember("127.0.0.1:27702");
      return await(Vertx.builder()
          .with(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS)
              .setEventBusOptions(new EventBusOptions().setHost("127.0.0.1").setClusterPublicHost("127.0.0.1")))
          .withClusterManager(new HazelcastClusterManager(config)).buildClustered());
    }

    @Override
    public void close() {
      await(asker.close());
      await(answerer.close());
    }
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static final PeerReply ANSWER = filled(text -> new PeerReply.Logs(List.of(text), false));

  static Future<PeerReply> answer(PeerRequest request) { return Future.succeededFuture(ANSWER); }

  /// As many bytes on the bus as are wanted.
  private static <M extends Record> M filled(Function<String, M> make) {
    M empty = make.apply("");
    int bytes = 1 + MessageCodec.wireName(empty).length() + MessageCodec.encode(empty).length;
    return make.apply("x".repeat(BYTES - bytes));
  }
}
