package dev.kith.bus;

import dev.kith.message.Sender;
import dev.kith.message.Topic;
import dev.kith.model.Confined;
import dev.kith.model.NodeId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Topics across nodes: who listens to ours (until they don't say so any more), and to which of others this node listens. Only nodes
/// that control may listen. Confined to the bus's context.
final class RemoteTopics {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteTopics.class);
  private static final long RENEW_MILLIS = 10_000;
  private static final long GOOD_FOR_MILLIS = 30_000;
  private static final int TOPICS = 256;

  private final Confined confined = new Confined(RemoteTopics.class);
  private final Peers peers;
  private final Map<String, Map<NodeId, Long>> listeners = new LinkedHashMap<>();
  private final Map<String, Wanted> wanted = new HashMap<>();
  private long renewAt;

  private static final class Wanted {
    final Topic<?> topic;
    int count;

    Wanted(Topic<?> topic) { this.topic = topic; }
  }

  RemoteTopics(Peers peers) { this.peers = peers; }

  void add(Topic<?> topic) {
    assert confined.here();
    Wanted known = wanted.computeIfAbsent(topic.address(), _ -> new Wanted(topic));
    if (known.count++ == 0)
      peers.post(topic.publisher(), new Envelope.Subscribe(topic.address()));
  }

  void remove(Topic<?> topic) {
    Wanted known = wanted.get(topic.address());
    if (known != null && --known.count == 0)
      wanted.remove(topic.address()); // the publisher's memory of it runs out
  }

  void subscribed(Sender from, String address) {
    if (!from.role().controls() || !address.endsWith("." + peers.self())) {
      LOG.warn("node {} may not listen to {}", from.node(), address);
      return;
    }
    if (listeners.size() >= TOPICS && !listeners.containsKey(address)) {
      LOG.warn("node {} can't listen to {}: {} topics have listeners already", from.node(), address, TOPICS);
      return;
    }
    listeners.computeIfAbsent(address, _ -> new HashMap<>()).put(from.node(), peers.now() + GOOD_FOR_MILLIS);
  }

  void publish(String address, Supplier<byte[]> body) {
    assert confined.here();
    Map<NodeId, Long> to = listeners.get(address);
    if (to == null)
      return;
    Envelope.Event event = new Envelope.Event(address, body.get());
    List.copyOf(to.keySet()).forEach(node -> peers.post(node, event));
  }

  void happened(Sender from, String address, byte[] body, Handlers handlers) {
    Wanted known = wanted.get(address);
    if (known != null && known.topic.publisher().equals(from.node()))
      handlers.happened(known.topic, body);
  }

  void tick(long now) {
    assert confined.here();
    listeners.values().removeIf(nodes -> {
      nodes.values().removeIf(until -> now >= until);
      return nodes.isEmpty();
    });
    if (now < renewAt)
      return;
    renewAt = now + RENEW_MILLIS;
    wanted.values().forEach(each -> peers.post(each.topic.publisher(), new Envelope.Subscribe(each.topic.address())));
  }
}
