package dev.kith.message;

import dev.kith.model.NodeId;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Every address on the bus. Named recipients only: a node's id is part of the address.
public final class Addresses {
  private static final Pattern HOME = Pattern.compile("kith\\.(worker|volunteer)\\.leases\\.([0-9a-f]{32})");

  private Addresses() {}

  /// Doors -> the controller of a node. The wait of [JobRequest.Get] fits within the time-out.
  public static Service<JobRequest, JobReply> jobs(NodeId controller) {
    return new Service<>("kith.controller.jobs." + controller, JobRequest.class, JobReply.class, controller,
        Duration.ofSeconds(35));
  }

  /// Workers (of nodes and tabs) -> the controller of a node. Lost: the worker sends again; every message is idempotent.
  public static Service<WorkMessage, WorkReply> work(NodeId controller) {
    return new Service<>("kith.controller.work." + controller, WorkMessage.class, WorkReply.class, controller,
        Duration.ofSeconds(5));
  }

  /// Controller -> the worker verticle of a node. Lost: the lease lapses.
  public static Inbox<LeaseMessage> leases(NodeId worker) {
    return new Inbox<>("kith.worker.leases." + worker, LeaseMessage.class, worker);
  }

  /// Controller -> the volunteers' verticle of a node, which passes it to the tab. Lost: the lease lapses.
  public static Inbox<LeaseMessage> volunteerLeases(NodeId node) {
    return new Inbox<>("kith.volunteer.leases." + node, LeaseMessage.class, node);
  }

  /// The controller of a node -> doors that stream. Lost: the door reads the gap with [JobRequest.ReadEvents].
  public static Topic<JobEvent> jobEvents(NodeId controller) {
    return new Topic<>("kith.controller.events." + controller, JobEvent.class, controller);
  }

  /// The inbox of `home` as given in [WorkMessage.Joined].
  ///
  /// @throws KithException INVALID if it is not such an address
  public static Inbox<LeaseMessage> home(String home) {
    Matcher form = HOME.matcher(home);
    if (!form.matches())
      throw KithException.invalid("home must be the address of a worker's leases, not \"" + home + "\"");
    return new Inbox<>(home, LeaseMessage.class, new NodeId(form.group(2)));
  }

  /// Doors -> the access verticle of a node. Lost: the door answers 503.
  public static Service<AccessRequest, AccessReply> access(NodeId node) {
    return new Service<>("kith.access." + node, AccessRequest.class, AccessReply.class, node, Duration.ofSeconds(10));
  }

  /// The door of a node -> its own volunteers' verticle. Lost: the door answers 503, or shows nobody turned away.
  public static Service<VolunteerRequest, VolunteerReply> volunteers(NodeId node) {
    return new Service<>("kith.volunteer.door." + node, VolunteerRequest.class, VolunteerReply.class, node,
        Duration.ofSeconds(5));
  }

  /// Any node -> the registry of a node. Lost: the asker asks again, or doubts that the node lives.
  public static Service<PeerRequest, PeerReply> peer(NodeId node) {
    return new Service<>("kith.registry.peer." + node, PeerRequest.class, PeerReply.class, node, Duration.ofSeconds(5));
  }

  /// The door of a node -> its own registry. Lost: the door answers 503.
  public static Service<NodesRequest, NodesReply> nodes(NodeId node) {
    return new Service<>("kith.registry.nodes." + node, NodesRequest.class, NodesReply.class, node, Duration.ofSeconds(15));
  }

  /// The registry of a node -> whoever of that node wants to know who is there now. Lost: the next change, or a [NodesRequest.ListNodes].
  public static Topic<MeshView> mesh(NodeId node) { return new Topic<>("kith.registry.mesh." + node, MeshView.class, node); }

  /// Any node -> the authority's node. Lost: the asker asks again.
  public static Service<AuthorityRequest, AuthorityReply> authority(NodeId node) {
    return new Service<>("kith.authority." + node, AuthorityRequest.class, AuthorityReply.class, node, Duration.ofSeconds(10));
  }
}
