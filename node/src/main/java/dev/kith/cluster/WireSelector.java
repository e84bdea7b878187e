package dev.kith.cluster;

import io.vertx.core.Completable;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.eventbus.impl.clustered.NodeSelector;
import io.vertx.core.spi.cluster.ClusteredNode;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.List;

/// Sends what is for `kith.node.<nodeId>` to that node; all other addresses stay inside this node, whoever else may have them.
final class WireSelector implements NodeSelector {
  static final String PREFIX = "kith.node.";

  private final Membership membership;

  WireSelector(Membership membership) { this.membership = membership; }

  @Override
  public void selectForSend(String address, Completable<String> done) {
    if (!address.startsWith(PREFIX)) {
      done.succeed(membership.getNodeId());
      return;
    }
    String node = address.substring(PREFIX.length());
    if (membership.isMember(node))
      done.succeed(node);
    else
      done.fail(new ReplyException(ReplyFailure.NO_HANDLERS, "node " + node + " is not a member of the cluster"));
  }

  @Override
  public void selectForPublish(String address, Completable<Iterable<String>> done) {
    if (address.startsWith(PREFIX))
      done.fail(new IllegalArgumentException(address + " has one receiver: send to it"));
    else
      done.succeed(List.of(membership.getNodeId()));
  }

  @Override
  public void init(ClusteredNode node) {
    // it is the membership given to the constructor
  }

  @Override
  public void eventBusStarted() {
    // nothing waits for it
  }

  @Override
  public boolean wantsUpdatesFor(String address) { return false; }

  @Override
  public void registrationsUpdated(RegistrationUpdateEvent event) {
    // there are no registrations
  }

  @Override
  public void registrationsLost() {
    // there are no registrations
  }
}
