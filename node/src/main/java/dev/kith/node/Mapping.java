package dev.kith.node;

import dev.kith.access.AccessConfig;
import dev.kith.controller.ControllerConfig;
import dev.kith.dashboard.DashboardConfig;
import dev.kith.dashboard.DashboardConfig.DoorLimits;
import dev.kith.dashboard.DashboardConfig.JobLimits;
import dev.kith.job.JobConfig;
import dev.kith.sandbox.Demand;
import dev.kith.sandbox.SandboxConfig;
import dev.kith.volunteer.VolunteerConfig;
import dev.kith.worker.WorkerConfig;
import io.vertx.core.net.KeyCertOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// From the node's settings to those of each feature.
final class Mapping {
  private Mapping() {}

  static AccessConfig access(NodeConfig.Access from) {
    return new AccessConfig(from.clientKey().map(Secret::reveal), AccessConfig.CLIENT_API_KEY_SCOPES, from.callsMax(),
        from.callWindow(),
        from.failuresMax(), from.failuresGlobalMax(), from.inviteTtl(), from.inviteMaxUses(), from.invitesActiveMax(),
        from.inviteLatestOnly(), from.shortCodeLength(), from.phraseWords(), from.sessionIdle(), from.sessionMax());
  }

  static ControllerConfig controller(NodeConfig config) {
    NodeConfig.Jobs from = config.jobs();
    return new ControllerConfig(jobs(from), from.codeBytes(), from.argsBytes(), from.resultBytes(),
        config.access().signedJobTtl(),
        from.keptMax(), from.keptFor(), ControllerConfig.MAX_WAITERS);
  }

  private static JobConfig jobs(NodeConfig.Jobs from) {
    JobConfig usual = JobConfig.defaults();
    return new JobConfig(from.openMax(), usual.maxWorkers(), from.shardsMax(), from.resultBytes(), usual.maxFailingShards(),
        usual.maxBlockShards(), from.blockTarget(), usual.backupAfter(), usual.revokeGrace(), usual.elsewhereFor(),
        usual.goneAfter(),
        from.eventsMax(), Math.max(usual.eventsKept(), from.eventsMax()), usual.endedJobs(), usual.endedBytes(), from.leaseMax(),
        from.shardUnitsMin(), from.shardsPerSlot());
  }

  static WorkerConfig worker(NodeConfig config) { return WorkerConfig.defaults(name(config)); }

  /// @param natives where the engine's library is unpacked
  static SandboxConfig sandbox(NodeConfig config, Path natives) {
    int heapMegabytes = Math.toIntExact(config.sandbox().heapBytes() >> 20);
    SandboxConfig usual = SandboxConfig.of(config.slots(), natives);
    return new SandboxConfig(config.slots(), heapMegabytes, heapMegabytes + 512,
        Math.toIntExact(config.sandbox().residentBytes() >> 20), usual.killGrace(), usual.pulse(),
        usual.silence(), usual.recycleAfterBlocks(), usual.scratch());
  }

  static Demand demand(NodeConfig config, Path data) {
    return new Demand(config.sandbox().require(), Optional.of(data.resolve("isolation")));
  }

  static VolunteerConfig volunteers(NodeConfig config) {
    NodeConfig.Volunteers from = config.volunteers();
    VolunteerConfig usual = VolunteerConfig.defaults();
    return usual.withSockets(from.connectedMax(), from.perAddressMax()).withMessages(from.messagesMax(), from.messageWindow())
        .withSlots(from.slotsMax());
  }

  static DashboardConfig dashboard(NodeConfig config, Optional<KeyCertOptions> certificate, List<String> networkHosts) {
    NodeConfig.Http http = config.http();
    NodeConfig.Jobs jobs = config.jobs();
    JobLimits limits = new JobLimits(jobs.codeBytes(), jobs.argsBytes(), jobs.resultBytes(), jobs.timeoutMin().toMillis(),
        jobs.timeoutMax().toMillis(), jobs.timeoutDefault().toMillis(), config.access().signedJobTtl().toSeconds(),
        jobs.attemptsDefault());
    DoorLimits door = DoorLimits.DEFAULT;
    return new DashboardConfig(http.host(), http.port(), http.basePath(), http.trustProxy(),
        certificate, publicUrl(http, networkHosts), limits,
        door.with(http.bodyBytes(), config.volunteers().frameBytes(), http.socketsMax(), http.socketsPerAddressMax()),
        Set.copyOf(http.hosts()));
  }

  /// What invites link to. With a certificate of our own making people come by address, so links name the first one; else links are
  /// as the request was.
  private static Optional<String> publicUrl(NodeConfig.Http http, List<String> networkHosts) {
    if (http.publicUrl().isPresent()) return PublicAddress.url(http);
    boolean byAddress = http.selfSigned() && http.port() != 0 && !networkHosts.isEmpty();
    return byAddress
        ? Optional.of("https://" + Reach.at(networkHosts.getFirst(), http.port()) + http.basePath())
        : Optional.empty();
  }

  /// What people call the node.
  static String name(NodeConfig config) { return config.label().isEmpty() ? hostName() : config.label(); }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "node";
    }
  }
}
