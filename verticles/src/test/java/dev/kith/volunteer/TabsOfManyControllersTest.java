package dev.kith.volunteer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.bus.Bus;
import dev.kith.message.Addresses;
import dev.kith.message.BlockResult;
import dev.kith.message.ErrorCode;
import dev.kith.message.FromTab;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.Liveness;
import dev.kith.message.MeshView;
import dev.kith.message.Partial;
import dev.kith.message.Sender;
import dev.kith.message.ToTab;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.LeaseId;
import dev.kith.model.Life;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A tab at one node's door works for the controllers of all.
class TabsOfManyControllersTest {
  private static final NodeId OTHER = new NodeId("fedcba9876543210fedcba9876543210");
  private static final LeaseId LEASE = new LeaseId(3, new Life(5, 6), 7);
  private static final JobId OURS = JobId.of(1, 1);
  private static final JobId THEIRS = JobId.of(1, 2);
  private static final BlockResult TWO = new BlockResult(2, Optional.of(new Partial.Counted(2, 2)), Optional.empty(), 40,
      List.of());

  private final VolunteerRig rig = new VolunteerRig(VolunteerConfig.defaults());
  private final Bus speaking = Bus.of(rig.vertx, OTHER);
  private final ScriptedController other = new ScriptedController(speaking);
  private TestTab tab;

  @BeforeEach
  void start() throws Exception {
    rig.controller.answer(TabsOfManyControllersTest::answer);
    other.answer(TabsOfManyControllersTest::answer);
    speaking.serve(Addresses.work(OTHER), other::serve).await();
    tab = rig.tab().seated(4);
    rig.controller.await(WorkMessage.Joined.class);
    mesh(VolunteerRig.NODE, OTHER);
    other.await(WorkMessage.Joined.class);
  }

  @AfterEach
  void stop() { rig.close(); }

  @Test
  void leasesOfTheSameIdComeBackToWhoeverGaveThem() throws Exception {
    rig.controller.send(offer(OURS));
    ToTab.Lease ours = tab.await(ToTab.Lease.class);
    other.send(offer(THEIRS));
    ToTab.Lease theirs = tab.await(ToTab.Lease.class);
    assertThat(theirs.lease()).isNotEqualTo(ours.lease());
    tab.send(new FromTab.Done(theirs.lease(), TWO));
    assertThat(other.await(WorkMessage.Finished.class).lease()).isEqualTo(LEASE);
    assertThat(tab.await(ToTab.Outcome.class)).isEqualTo(new ToTab.Outcome(theirs.lease(), ToTab.Verdict.ACCEPTED));
    tab.send(new FromTab.Beat(List.of(ours.lease())));
    assertThat(rig.controller.await(WorkMessage.Beat.class).held()).containsExactly(LEASE);
    assertThat(other.await(WorkMessage.Beat.class).held()).isEmpty();
  }

  @Test
  void aTabComesBackWithTheLeasesOfAllControllers() throws Exception {
    rig.controller.send(offer(OURS));
    LeaseId ours = tab.await(ToTab.Lease.class).lease();
    other.send(offer(THEIRS));
    LeaseId theirs = tab.await(ToTab.Lease.class).lease();
    tab.socket().close((short) 4_000).await();
    TestTab again = rig.tab(tab.key).seated(4, ours, theirs);
    assertThat(rig.controller.await(WorkMessage.Joined.class).held()).containsExactly(LEASE);
    assertThat(other.await(WorkMessage.Joined.class).held()).containsExactly(LEASE);
    again.send(new FromTab.Done(theirs, TWO));
    assertThat(other.await(WorkMessage.Finished.class).lease()).isEqualTo(LEASE);
  }

  @Test
  void creditIsSharedWhileBothHaveWork() throws Exception {
    rig.controller.send(offer(OURS));
    tab.await(ToTab.Lease.class);
    assertThat(other.await(WorkMessage.Credit.class).credit()).isEqualTo(2);
    other.send(offer(THEIRS));
    tab.await(ToTab.Lease.class);
    assertThat(rig.controller.await(WorkMessage.Credit.class).credit()).isEqualTo(2);
  }

  @Test
  void aTabThatWentToAnotherDoorIsLetGoHere() throws Exception {
    other.answer(_ -> Future.failedFuture(new KithException(ErrorCode.FORBIDDEN, "it joined from another node")));
    tab.send(new FromTab.Beat(List.of()));
    assertThat(tab.closed()).isEqualTo((short) 1012);
  }

  @Test
  void whoeverIsNoControllerGivesNoLeases() throws Exception {
    NodeId stranger = new NodeId("1".repeat(32));
    LeaseMessage.Offered offer = offer(THEIRS);
    Bus.of(rig.vertx, stranger).tell(Addresses.volunteerLeases(VolunteerRig.NODE), offer);
    Bus.of(rig.vertx, new Sender(OTHER, Role.WORKER)).tell(Addresses.volunteerLeases(VolunteerRig.NODE), offer);
    rig.controller.send(offer(OURS));
    assertThat(tab.await(ToTab.Lease.class).job()).isEqualTo(OURS);
  }

  @Test
  void nobodySlipsInCodeUnderAnothersJob() throws Exception {
    rig.controller.send(offer(OURS));
    tab.await(ToTab.Lease.class);
    other.send(offer(OURS));
    other.send(offer(THEIRS));
    assertThat(tab.await(ToTab.Lease.class).job()).isEqualTo(THEIRS);
  }

  @Test
  void leasesOfNobodyAreStoppedAndTheirResultsAreLate() throws Exception {
    LeaseId nobodys = TabLease.of(new NodeId("2".repeat(32)), LEASE);
    tab.send(new FromTab.Done(nobodys, TWO));
    assertThat(tab.await(ToTab.Outcome.class)).isEqualTo(new ToTab.Outcome(nobodys, ToTab.Verdict.LATE));
    tab.send(new FromTab.Beat(List.of(nobodys)));
    assertThat(tab.await(ToTab.Revoke.class).lease()).isEqualTo(nobodys);
  }

  @Test
  void aLeaseKeepsItsControllerInItsIdWithinTheTextForm() {
    LeaseId largest = new LeaseId(TabLease.EPOCH_MAX, new Life(5, 6), 999_999_999_999_999_999L);
    LeaseId wire = TabLease.of(OTHER, largest);
    assertThat(LeaseId.parse(wire.toString())).isEqualTo(wire);
    assertThat(TabLease.lease(wire)).isEqualTo(largest);
    assertThat(TabLease.controller(wire, List.of(VolunteerRig.NODE, OTHER))).contains(OTHER);
    assertThat(TabLease.controller(wire, List.of(OTHER, new NodeId("fedcba98" + "0".repeat(24))))).as("ambiguous").isEmpty();
  }

  @Test
  void controllersThatAreGoneAreForgottenAfterAWhile() {
    List<NodeId> told = new ArrayList<>();
    long[] clock = new long[1];
    Volunteers volunteers = new Volunteers(VolunteerConfig.defaults(),
        new Volunteers.Ties("home", () -> clock[0], java.time.InstantSource.system(), () -> "n",
            (controller, message) -> {
              told.add(controller);
              return Future.succeededFuture(new WorkReply.Ok());
            }, _ -> Future.failedFuture("none")));
    volunteers.controllers(List.of(OTHER));
    volunteers.controllers(List.of());
    volunteers.sweep();
    assertThat(volunteers.controller(TabLease.of(OTHER, LEASE))).contains(OTHER);
    clock[0] = 10_001;
    volunteers.sweep();
    assertThat(volunteers.controller(TabLease.of(OTHER, LEASE))).isEmpty();
    assertThat(told).isEmpty();
  }

  private void mesh(NodeId... controllers) {
    rig.bus.publish(Addresses.mesh(VolunteerRig.NODE), new MeshView(1, List.of(controllers).stream()
        .map(each -> new MeshView.Member(each, Role.DUAL, Liveness.ALIVE, 100)).toList()));
  }

  private LeaseMessage.Offered offer(JobId job) {
    return new LeaseMessage.Offered(new WorkerId(tab.worker), LEASE, job, new ShardRange(0, 2), 1, Duration.ofMillis(200),
        Duration.ofSeconds(20));
  }

  private static Future<WorkReply> answer(WorkMessage message) {
    return Future.succeededFuture(message instanceof WorkMessage.FetchJob
        ? new WorkReply.Material("h.p.s", "return 1", new Json("{}"), Instant.EPOCH)
        : new WorkReply.Ok());
  }
}
