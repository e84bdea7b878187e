package dev.kith.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.core.HazelcastInstance;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where other nodes of the mesh may be. Those that are not in this cluster but answer are given to Hazelcast, whose oldest member
/// looks every 5 seconds for clusters to merge with; one that does not answer would hold it up for seconds. Thread-safe.
final class Seeds {
  private static final Logger LOG = LoggerFactory.getLogger(Seeds.class);
  private static final String TOPIC = "kith.seeds";
  private static final long EVERY_SECONDS = 3;

  private final SeedProbe probe;
  private final TcpIpConfig joiner;
  private final HazelcastInstance hazelcast;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final Set<String> known = new LinkedHashSet<>();
  private ScheduledFuture<?> watching;

  Seeds(SeedProbe probe, TcpIpConfig joiner, HazelcastInstance hazelcast, List<String> initial) {
    this.probe = probe;
    this.joiner = joiner;
    this.hazelcast = hazelcast;
    known.addAll(initial);
    hazelcast.<String>getTopic(TOPIC).addMessageListener(message -> told(message.getMessageObject()));
  }

  static List<String> welcome(List<SeedProbe.Answer> answers) {
    return answers.stream().filter(SeedProbe.Answer.Welcome.class::isInstance).map(SeedProbe.Answer::seed).toList();
  }

  void watch(ScheduledExecutorService clock) {
    watching = clock.scheduleWithFixedDelay(this::begin, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /// @return where others may be, those in this cluster included, at most [ClusterConfig#SEEDS_MAX]
  List<String> end() {
    watching.cancel(false);
    Set<String> all = new LinkedHashSet<>(inside());
    synchronized (this) {
      all.addAll(known);
    }
    return all.stream().limit(ClusterConfig.SEEDS_MAX).toList();
  }

  /// A node of the mesh that reached this one without being in its cluster is known so, too.
  void add(Address address) { add(text(address)); }

  /// All members come to know it: only the oldest can merge with those who are there.
  void add(String seed) {
    if (!learn(seed))
      return;
    begin();
    Thread.ofVirtual().start(() -> tell(seed));
  }

  private void tell(String seed) {
    try {
      hazelcast.<String>getTopic(TOPIC).publish(seed);
    } catch (RuntimeException e) {
      LOG.warn("cannot tell the other members of seed {}", seed, e);
    }
  }

  private void told(String seed) {
    try {
      if (learn(ClusterConfig.seed(seed)))
        begin();
    } catch (IllegalArgumentException e) {
      LOG.warn("a member told of a seed that is none: {}", e.getMessage());
    }
  }

  /// @return whether it is new
  private synchronized boolean learn(String seed) {
    if (!known.add(seed))
      return false;
    if (known.size() > ClusterConfig.SEEDS_MAX)
      known.remove(known.iterator().next());
    return true;
  }

  private Set<String> inside() {
    return hazelcast.getCluster().getMembers().stream().map(member -> text(member.getAddress())).collect(Collectors.toSet());
  }

  private synchronized List<String> outside() {
    Set<String> inside = inside();
    return known.stream().filter(seed -> !inside.contains(seed)).toList();
  }

  private void begin() { if (looking.compareAndSet(false, true))
    Thread.ofVirtual().start(this::look); }

  private void look() {
    try {
      if (hazelcast.getLifecycleService().isRunning())
        joiner.setMembers(welcome(probe.ask(outside())));
    } catch (InterruptedException | RuntimeException e) { // next time
      LOG.warn("cannot look for other clusters", e);
    } finally {
      looking.set(false);
    }
  }

  private static String text(Address address) {
    String host = address.getHost();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
