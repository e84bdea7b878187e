package dev.kith.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import dev.kith.model.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells which nodes came and went. It compares the whole list each time: a node can be there twice for a moment, and a merge brings
/// many events at once. Thread-safe.
final class Watch {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final BiConsumer<NodeId, Optional<BusAddress>> moved;
  private final List<Consumer<MemberChange>> listeners = new CopyOnWriteArrayList<>();
  private Map<NodeId, Optional<BusAddress>> known = Map.of();
  private Ear ear;

  /// @param moved told where the event bus of a node is now that was elsewhere; empty: it left
  Watch(BiConsumer<NodeId, Optional<BusAddress>> moved) { this.moved = moved; }

  void add(Consumer<MemberChange> listener) { listeners.add(listener); }

  /// From now on listens to this member; what it sees that the one before did not is told.
  void attach(HazelcastInstance hazelcast, MemberBinding binding) {
    Ear next = new Ear(binding);
    synchronized (this) {
      ear = next;
    }
    hazelcast.getCluster().addMembershipListener(next);
    compare(next, Membership.of(hazelcast.getCluster().getMembers()));
  }

  private final class Ear implements MembershipListener {
    private final MemberBinding binding;

    Ear(MemberBinding binding) { this.binding = binding; }

    @Override
    public void memberAdded(MembershipEvent event) {
      binding.check(event.getMember());
      compare(this, Membership.of(event.getMembers()));
    }

    @Override
    public void memberRemoved(MembershipEvent event) { compare(this, Membership.of(event.getMembers())); }
  }

  private synchronized void compare(Ear by, Map<NodeId, Optional<BusAddress>> now) {
    if (by != ear)
      return; // of a member that is no more
    Map<NodeId, Optional<BusAddress>> before = known;
    known = new LinkedHashMap<>(now);
    List<MemberChange> changes = new ArrayList<>();
    before.forEach((node, place) -> {
      if (!now.getOrDefault(node, Optional.empty()).equals(place))
        moved.accept(node, now.getOrDefault(node, Optional.empty()));
      if (!now.containsKey(node))
        changes.add(new MemberChange.Left(node));
    });
    now.keySet().stream().filter(node -> !before.containsKey(node)).forEach(node -> changes.add(new MemberChange.Joined(node)));
    changes.forEach(change -> listeners.forEach(listener -> tell(listener, change)));
  }

  private static void tell(Consumer<MemberChange> listener, MemberChange change) {
    try {
      listener.accept(change);
    } catch (RuntimeException e) { // must not keep the others from hearing
      LOG.error("listener failed on {}", change, e);
    }
  }
}
