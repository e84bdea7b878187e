package dev.kith.message;

import dev.kith.model.NodeId;
import java.time.Duration;

/// Every address on the bus. Named recipients only: a node's id is part of the address.
public final class Addresses {
  private Addresses() {}

  /// Doors -> the controller of a node. The wait of [JobRequest.Get] fits within the time-out.
  public static Service<JobRequest, JobReply> jobs(NodeId controller) {
    return new Service<>("kith.controller.jobs." + controller, JobRequest.class, JobReply.class, Duration.ofSeconds(35));
  }

  /// Workers (of nodes and tabs) -> the controller of a node. Lost: the worker sends again; every message is idempotent.
  public static Service<WorkMessage, WorkReply> work(NodeId controller) {
    return new Service<>("kith.controller.work." + controller, WorkMessage.class, WorkReply.class, Duration.ofSeconds(5));
  }

  /// Controller -> the worker verticle of a node. Lost: the lease lapses.
  public static Topic<LeaseMessage> leases(NodeId worker) {
    return new Topic<>("kith.worker.leases." + worker, LeaseMessage.class);
  }

  /// Controller -> the volunteers' verticle of a node, which passes it to the tab. Lost: the lease lapses.
  public static Topic<LeaseMessage> volunteerLeases(NodeId node) {
    return new Topic<>("kith.volunteer.leases." + node, LeaseMessage.class);
  }

  /// The controller of a node -> doors that stream. Lost: the door reads the gap with [JobRequest.ReadEvents].
  public static Topic<JobEvent> jobEvents(NodeId controller) {
    return new Topic<>("kith.controller.events." + controller, JobEvent.class);
  }

  /// The address of `home` as given in [WorkMessage.Joined].
  public static Topic<LeaseMessage> home(String home) { return new Topic<>(home, LeaseMessage.class); }

  /// Doors -> the access verticle of a node. Lost: the door answers 503.
  public static Service<AccessRequest, AccessReply> access(NodeId node) {
    return new Service<>("kith.access." + node, AccessRequest.class, AccessReply.class, Duration.ofSeconds(10));
  }
}
