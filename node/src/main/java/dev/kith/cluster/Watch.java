package dev.kith.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import dev.kith.model.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells which nodes came and went. It compares the whole list each time: a node can be there twice for a moment, and a merge brings
/// many events at once. Thread-safe.
final class Watch implements MembershipListener {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final MemberBinding binding;
  private final List<Consumer<MemberChange>> listeners = new CopyOnWriteArrayList<>();
  private final Set<NodeId> known = new LinkedHashSet<>();

  Watch(HazelcastInstance hazelcast, MemberBinding binding) {
    this.binding = binding;
    hazelcast.getCluster().addMembershipListener(this);
    compare(Membership.of(hazelcast.getCluster().getMembers()));
  }

  void add(Consumer<MemberChange> listener) { listeners.add(listener); }

  @Override
  public void memberAdded(MembershipEvent event) {
    binding.check(event.getMember());
    compare(Membership.of(event.getMembers()));
  }

  @Override
  public void memberRemoved(MembershipEvent event) { compare(Membership.of(event.getMembers())); }

  private synchronized void compare(List<NodeId> now) {
    List<MemberChange> changes = new ArrayList<>();
    known.stream().filter(node -> !now.contains(node)).forEach(node -> changes.add(new MemberChange.Left(node)));
    now.stream().filter(node -> !known.contains(node)).forEach(node -> changes.add(new MemberChange.Joined(node)));
    known.clear();
    known.addAll(now);
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
