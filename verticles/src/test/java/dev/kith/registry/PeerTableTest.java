package dev.kith.registry;

import static dev.kith.message.Liveness.ALIVE;
import static dev.kith.message.Liveness.DEAD;
import static dev.kith.message.Liveness.SUSPECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.Liveness;
import dev.kith.message.PeerRequest.PeerClaim;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerTableTest {
  private static final NodeId SELF = FakeTies.node(1);
  private static final NodeId PEER = FakeTies.node(2);

  private final PeerTable table = new PeerTable(SELF, RegistryConfig.DEFAULT, 10, new Random(1));
  private long now = 1_000_000;

  @Test
  void aCopyIsNewsOnceAndSaidForSomeMinutes() {
    assertThat(table.heard(FakeTies.peer(2, Role.WORKER), 1_000)).isTrue();
    NodeId two = FakeTies.node(2);
    assertThat(table.twin(two, 1_000)).isTrue();
    assertThat(table.twin(two, 300_000)).isFalse();
    assertThat(table.get(two).orElseThrow().hasTwin(899_999)).isTrue();
    assertThat(table.get(two).orElseThrow().hasTwin(900_000)).isFalse();
    assertThat(table.twin(two, 900_000)).isTrue();
    assertThat(table.twin(FakeTies.node(77), 1)).as("nobody that is known").isFalse();
  }

  private static PeerClaim claim(NodeId node, long incarnation, Liveness liveness) {
    return new PeerClaim(node, incarnation, liveness, List.of(), Optional.empty(), Optional.empty(), false);
  }

  private Peer peer() { return table.get(PEER).orElseThrow(); }

  private void heard() { table.heard(FakeTies.peer(2, Role.WORKER), now); }

  /// Asked each second without an answer, swept each 200 ms.
  private void silence(long millis) {
    for (long end = now + millis; now < end; now += 200) {
      table.due(now).forEach(node -> table.asked(node, now));
      table.sweep(now, 1);
    }
  }

  private void answer(long incarnation) {
    table.asked(PEER, now);
    table.answered(PEER, incarnation, 3, now);
  }

  /// A peer of incarnation 5 in that state, not heard of for a while.
  private void given(Liveness liveness) {
    heard();
    answer(5);
    switch (liveness) {
      case ALIVE -> now += 3_000;
      case SUSPECT -> silence(3_000);
      case DEAD -> silence(9_000);
      case LEFT -> table.left(PEER, now);
    }
    assertThat(peer().liveness).isEqualTo(liveness);
    table.changes();
  }

  @ParameterizedTest
  @CsvSource({"ALIVE,5,ALIVE,ALIVE", "ALIVE,5,SUSPECT,SUSPECT", "ALIVE,5,DEAD,DEAD", "ALIVE,5,LEFT,LEFT", "ALIVE,4,SUSPECT,ALIVE",
      "ALIVE,4,DEAD,ALIVE", "ALIVE,6,ALIVE,ALIVE", "ALIVE,6,SUSPECT,SUSPECT", "SUSPECT,5,ALIVE,SUSPECT", "SUSPECT,6,ALIVE,ALIVE",
      "SUSPECT,5,DEAD,DEAD", "SUSPECT,4,DEAD,SUSPECT", "SUSPECT,5,LEFT,LEFT", "DEAD,5,ALIVE,DEAD", "DEAD,5,SUSPECT,DEAD",
      "DEAD,6,ALIVE,ALIVE", "DEAD,6,SUSPECT,SUSPECT", "DEAD,5,LEFT,LEFT", "LEFT,5,ALIVE,LEFT", "LEFT,5,DEAD,LEFT",
      "LEFT,6,ALIVE,ALIVE", "LEFT,4,ALIVE,LEFT"})
  void claimsOfOthers(Liveness before, long incarnation, Liveness claimed, Liveness after) {
    given(before);
    assertThat(table.claimed(List.of(claim(PEER, incarnation, claimed)), now)).isFalse();
    assertThat(peer().liveness).isEqualTo(after);
    assertThat(table.changes()).hasSize(before == after ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource({"ALIVE,5,ALIVE", "SUSPECT,5,ALIVE", "DEAD,5,ALIVE", "LEFT,5,LEFT", "LEFT,6,ALIVE"})
  void anAnswerOfItsOwnWinsButForAGoodbye(Liveness before, long incarnation, Liveness after) {
    given(before);
    answer(incarnation);
    assertThat(peer().liveness).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({"ALIVE", "SUSPECT", "DEAD", "LEFT"})
  void aNewSessionIsLife(Liveness before) {
    given(before);
    heard();
    assertThat(peer().liveness).isEqualTo(ALIVE);
  }

  @ParameterizedTest
  @CsvSource({"ALIVE,ALIVE", "SUSPECT,ALIVE", "DEAD,DEAD", "LEFT,LEFT"})
  void whatOthersReachIsNotSuspect(Liveness before, Liveness after) {
    given(before);
    table.vouched(PEER, now);
    assertThat(peer().liveness).isEqualTo(after);
  }

  @Test
  void hearsayDoesNotOutweighAFreshAnswer() {
    heard();
    answer(5);
    now += 1_000;
    table.claimed(List.of(claim(PEER, 9, DEAD)), now);
    assertThat(peer().liveness).isEqualTo(ALIVE);
  }

  @Test
  void whoWasNeverMetIsNotTakenUpByHearsay() {
    table.claimed(List.of(claim(PEER, 9, ALIVE)), now);
    assertThat(table.all()).isEmpty();
    table.remember(new Peer(FakeTies.peer(2, Role.WORKER), RegistryConfig.DEFAULT));
    table.claimed(List.of(claim(PEER, 9, ALIVE)), now);
    assertThat(table.present()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"SUSPECT,10,11,true", "DEAD,12,13,true", "LEFT,10,11,true", "SUSPECT,9,10,false", "ALIVE,10,10,false",
      "ALIVE,20,21,false"})
  void aClaimThatThisNodeIsNotAliveIsRefuted(Liveness claimed, long incarnation, long raised, boolean sayAtOnce) {
    assertThat(table.claimed(List.of(claim(SELF, incarnation, claimed)), now)).isEqualTo(sayAtOnce);
    assertThat(table.incarnation()).isEqualTo(raised);
  }

  @Test
  void aHangIsSuspectWithinThreeSecondsAndDeadFiveLater() {
    heard();
    answer(5);
    long hung = now;
    while (peer().liveness == ALIVE)
      silence(200);
    assertThat(now - hung).isBetween(2_000L, 3_000L);
    long suspected = now;
    while (peer().liveness == SUSPECT)
      silence(200);
    assertThat(now - suspected).isBetween(4_800L, 5_400L);
    assertThat(peer().liveness).isEqualTo(DEAD);
    assertThat(table.changes()).extracting(PeerTable.Change::to).containsExactly(ALIVE, SUSPECT, DEAD);
  }

  @Test
  void othersAreAskedBeforeAPeerIsSuspected() {
    heard();
    answer(5);
    now += 1_000;
    table.asked(PEER, now);
    assertThat(table.doubtful(now + 400)).isEmpty();
    assertThat(table.doubtful(now + 500)).containsExactly(PEER);
    assertThat(table.doubtful(now + 600)).isEmpty();
    table.vouched(PEER, now + 700);
    table.sweep(now + 1_500, 1);
    assertThat(peer().liveness).isEqualTo(ALIVE);
    assertThat(peer().hops()).isEqualTo(2);
  }

  @Test
  void aClosedConnectionAndAFailedPingAreSuspectAtOnceAndDeadWithinASecond() {
    heard();
    answer(5);
    table.carrierLost(PEER, now);
    table.asked(PEER, now);
    table.failed(PEER, false, now);
    assertThat(peer().liveness).isEqualTo(SUSPECT);
    silence(1_000);
    assertThat(peer().liveness).isEqualTo(DEAD);
  }

  @Test
  void aClosedConnectionAloneIsNothing() {
    heard();
    table.carrierLost(PEER, now);
    answer(5);
    silence(1_000);
    assertThat(peer().liveness).isEqualTo(ALIVE);
  }

  @Test
  void aSlowNodeIsMorePatient() {
    heard();
    answer(5);
    table.asked(PEER, now);
    table.sweep(now + 2_000, 2);
    assertThat(peer().liveness).isEqualTo(ALIVE);
    table.sweep(now + 2_800, 2);
    assertThat(peer().liveness).isEqualTo(SUSPECT);
  }

  @Test
  void theScoreRisesByOneFallsByFiveOrThreeAndStaysWithinItsLimits() {
    heard();
    assertThat(peer().score).isEqualTo(50);
    answer(5);
    assertThat(peer().score).isEqualTo(51);
    table.failed(PEER, false, now);
    assertThat(peer().score).isEqualTo(46);
    table.failed(PEER, true, now);
    assertThat(peer().score).isEqualTo(43);
    IntStream.range(0, 100).forEach(_ -> answer(5));
    assertThat(peer().score).isEqualTo(100);
    IntStream.range(0, 100).forEach(_ -> table.failed(PEER, false, now));
    assertThat(peer().score).isZero();
  }

  @Test
  void thePingIsSmoothedAndNeverNonsense() {
    heard();
    table.answered(PEER, 5, 10, now);
    table.answered(PEER, 5, 20, now);
    assertThat(peer().pingMillis).contains(12.0);
    table.answered(PEER, 5, -1, now);
    table.answered(PEER, 5, Double.POSITIVE_INFINITY, now);
    assertThat(peer().pingMillis.orElseThrow()).isFinite().isNotNegative();
  }

  @Test
  void aFullTableRefusesUnlessSomebodyIsGone() {
    for (int number = 2; number < 1_002; number++)
      assertThat(table.heard(FakeTies.peer(number, Role.WORKER), now)).isTrue();
    assertThat(table.heard(FakeTies.peer(5_000, Role.WORKER), now)).isFalse();
    table.left(PEER, now);
    assertThat(table.heard(FakeTies.peer(5_000, Role.WORKER), now)).isTrue();
    assertThat(table.all()).hasSize(1_000);
    assertThat(table.get(PEER)).isEmpty();
  }

  @Test
  void ofManyPeersARandomPartIsPingedAndTheSilentAlways() {
    for (int number = 2; number < 102; number++)
      table.heard(FakeTies.peer(number, Role.WORKER), now);
    table.asked(PEER, now);
    now += 1_000;
    List<NodeId> due = table.due(now);
    assertThat(due).hasSize(RegistryConfig.PINGED_MAX).contains(PEER);
    due.forEach(node -> table.asked(node, now));
    assertThat(table.due(now + 200)).isEmpty();
    assertThat(table.due(now + 1_000)).hasSize(RegistryConfig.PINGED_MAX).contains(due.getFirst());
  }

  @Test
  void pingsUnderWayToOnePeerAreLimited() {
    heard();
    for (int at = 0; at < 20; at++, now += 1_000)
      table.due(now).forEach(node -> table.asked(node, now));
    assertThat(peer().waiting).isEqualTo(RegistryConfig.PINGS_WAITING_MAX);
  }

  @Test
  void whoIsNotBelievedAnyMoreIsForgotten() {
    heard();
    long version = table.version();
    table.forget(PEER);
    assertThat(table.all()).isEmpty();
    assertThat(table.version()).isGreaterThan(version);
  }

  @Test
  void whoSpeaksIsKnownByItsCardButItsDeathIsNotUndone() {
    assertThat(table.spoke(FakeTies.peer(2, Role.WORKER), now)).isTrue();
    assertThat(peer().liveness).isEqualTo(ALIVE);
    answer(5);
    silence(9_000);
    assertThat(table.spoke(FakeTies.peer(2, Role.CONTROLLER), now)).isTrue();
    assertThat(peer().liveness).isEqualTo(DEAD);
    assertThat(peer().card.role()).isEqualTo(Role.CONTROLLER);
  }

  @Test
  void theNearestIsSelectedOfThoseThatAreAlive() {
    assertThat(table.selectOptimalPeer()).isEmpty();
    for (int number = 2; number < 6; number++) {
      table.heard(FakeTies.peer(number, Role.WORKER), now);
      table.answered(FakeTies.node(number), 1, 100 - number, now);
    }
    assertThat(table.selectOptimalPeer()).contains(FakeTies.node(5));
    table.left(FakeTies.node(5), now);
    assertThat(table.selectNearestPeers(2)).containsExactly(FakeTies.node(4), FakeTies.node(3));
  }

  @Test
  void othersFillGapsInAddressesAndItselfReplacesThem() {
    heard();
    table.located(PEER, List.of("192.0.2.1:1"), Optional.empty(), Optional.empty(), false, now);
    table.located(PEER, List.of("192.0.2.2:1"), Optional.empty(), Optional.empty(), false, now);
    assertThat(peer().addresses).containsExactly("192.0.2.1:1");
    table.located(PEER, List.of("192.0.2.3:1"), Optional.of("192.0.2.3:2"), Optional.of(FakeTies.node(3)), true, now);
    assertThat(peer().addresses).containsExactly("192.0.2.3:1");
    assertThat(peer().hops()).isEqualTo(2);
  }

  @Test
  void wholeMeansThatOthersSayThatTheySeeThisNodeToo() {
    heard();
    assertThat(table.sight()).isEqualTo(new Sight(0, List.of(peer().card.name()), List.of()));

    table.seenBy(PEER, true);
    assertThat(table.sight()).isEqualTo(new Sight(1, List.of(), List.of()));

    silence(9_000);
    assertThat(table.sight()).as("dead").isEqualTo(new Sight(0, List.of(), List.of(peer().card.name())));
    table.left(PEER, now);
    assertThat(table.sight()).as("who said goodbye is not missed").isEqualTo(new Sight(0, List.of(), List.of()));
  }
}
