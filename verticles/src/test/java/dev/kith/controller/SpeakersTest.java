package dev.kith.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kith.message.Addresses;
import dev.kith.message.Caller;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobRequest;
import dev.kith.message.KithException;
import dev.kith.message.Sender;
import dev.kith.message.WorkMessage;
import dev.kith.model.Capability;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SpeakersTest {
  private static final NodeId ANN = new NodeId("a".repeat(32));
  private static final NodeId BOB = new NodeId("b".repeat(32));
  private static final Sender FROM_ANN = new Sender(ANN, Role.DUAL);
  private static final String TAB = "v-0123456789abcdef0123";

  @Test
  void aNodeJoinsAsItselfAndForTabsAtItsDoor() {
    fine(() -> Speakers.check(FROM_ANN, joined(ANN.value(), WorkerKind.NODE, Addresses.leases(ANN).address()), Optional.empty()));
    fine(() -> Speakers.check(FROM_ANN, joined(TAB, WorkerKind.BROWSER, Addresses.volunteerLeases(ANN).address()),
        Optional.empty()));
    fine(() -> Speakers.check(new Sender(ANN, Role.CONTROLLER),
        joined(TAB, WorkerKind.BROWSER, Addresses.volunteerLeases(ANN).address()), Optional.of(BOB)));
  }

  @Test
  void nobodyJoinsAsAnother() {
    forbidden(() -> Speakers.check(FROM_ANN, joined(BOB.value(), WorkerKind.NODE, Addresses.leases(ANN).address()),
        Optional.empty()));
    forbidden(() -> Speakers.check(FROM_ANN, joined(BOB.value(), WorkerKind.BROWSER, Addresses.volunteerLeases(ANN).address()),
        Optional.empty()));
    forbidden(() -> Speakers.check(FROM_ANN, joined(ANN.value(), WorkerKind.NODE, Addresses.leases(BOB).address()),
        Optional.empty()));
    forbidden(() -> Speakers.check(FROM_ANN, joined(TAB, WorkerKind.BROWSER, Addresses.volunteerLeases(BOB).address()),
        Optional.empty()));
    forbidden(() -> Speakers.check(new Sender(ANN, Role.CONTROLLER),
        joined(ANN.value(), WorkerKind.NODE, Addresses.leases(ANN).address()), Optional.empty()));
  }

  @Test
  void onlyTheNodeThatAWorkerJoinedFromSpeaksForIt() {
    WorkMessage beat = new WorkMessage.Beat(new WorkerId(TAB), List.of());
    fine(() -> Speakers.check(FROM_ANN, beat, Optional.of(ANN)));
    fine(() -> Speakers.check(FROM_ANN, beat, Optional.empty()));
    forbidden(() -> Speakers.check(FROM_ANN, beat, Optional.of(BOB)));
  }

  @Test
  void onlyNodesThatControlPassOnClientsRequests() {
    JobRequest request = new JobRequest.StopAll(new Caller("alice", true));
    fine(() -> Speakers.check(FROM_ANN, request));
    forbidden(() -> Speakers.check(new Sender(BOB, Role.WORKER), request));
    JobRequest question = new JobRequest.FindKey(new Caller("alice", false), "key");
    fine(() -> Speakers.check(FROM_ANN, question));
    forbidden(() -> Speakers.check(new Sender(BOB, Role.WORKER), question));
  }

  private static WorkMessage joined(String worker, WorkerKind kind, String home) {
    return new WorkMessage.Joined(new WorkerId(worker), kind, home, 1, new Capability("", "test", "", 1, 0, ""), List.of(),
        1_000);
  }

  private static void fine(ThrowingCallable check) { assertThatCode(check).doesNotThrowAnyException(); }

  private static void forbidden(ThrowingCallable check) {
    assertThatCode(check).isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
  }
}
