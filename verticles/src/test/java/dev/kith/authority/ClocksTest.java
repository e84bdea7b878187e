package dev.kith.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.message.KithException;
import dev.kith.model.Role;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClocksTest {
  private static final Instant LONG_AGO = Instant.parse("1970-01-01T00:10:00Z");

  @TempDir
  Path directory;

  private static InstantSource off(HandClock right, Duration by) { return () -> right.instant().plus(by); }

  @Test
  void aMeshIsNotMadeByAClockThatCantBeRight() {
    assertThatThrownBy(() -> new TestMesh(directory, TestMesh.OWN, AuthorityConfig.DEFAULT, new HandClock(LONG_AGO)))
        .hasMessageContaining("this machine's clock is wrong: it says 1970-01-01T00:10:00Z").hasMessageContaining("set it");
    assertThat(directory.resolve("first/mesh/mesh.json")).doesNotExist();
  }

  @Test
  void aNodeThatStartsBeforeItsMeshWasMadeIsToldToSetItsClock() {
    TestMesh mesh = new TestMesh(directory);
    Membership second = mesh.join("second", Role.WORKER);
    Instant made = mesh.clock.instant();
    assertThatCode(() -> Clocks.demandFitting(second, made.minus(Duration.ofMinutes(3)))).doesNotThrowAnyException();
    assertThatThrownBy(() -> Clocks.demandFitting(second, made.minus(Duration.ofMinutes(10))))
        .hasMessageContaining("the root of this node's mesh is good from 2026-11-20T23:58:00Z on").hasMessageContaining("set it");
    assertThatThrownBy(() -> Clocks.demandFitting(second, LONG_AGO)).hasMessageContaining("1970").hasMessageContaining("set it");
    mesh.clock.pass(Duration.ofDays(60));
    Membership third = mesh.join("third", Role.WORKER);
    assertThatThrownBy(() -> Clocks.demandFitting(third, made.plus(Duration.ofDays(1))))
        .hasMessageContaining("the card of this node is good from");
    assertThatThrownBy(() -> Clocks.demandFitting(second, made.plus(Duration.ofDays(91))))
        .hasMessageContaining("the card of this node ended at").hasMessageContaining("if the clock is wrong set it")
        .hasMessageContaining("kith leave --offline");
    assertThatCode(() -> Clocks.demandFitting(mesh.first, made.plus(Duration.ofDays(91)))).as("the authority renews its own")
        .doesNotThrowAnyException();
  }

  @Test
  void anAuthorityWhoseCardIsOverHasANewOneBeforeItStarts() {
    TestMesh mesh = new TestMesh(directory);
    mesh.clock.pass(Duration.ofDays(100));
    mesh = mesh.again();
    assertThat(mesh.first.card().notAfter()).isAfter(mesh.clock.instant());
  }

  @ParameterizedTest
  @ValueSource(longs = {-10, 60 * 24 * 2})
  void aJoiningMachineIsToldThatItsClockIsWrongBeforeItsTokenIsUsed(long minutes) throws Exception {
    try (TestDoor mesh = TestDoor.inClear(Vertx.vertx(), directory)) {
      JoinRequest request = mesh.request("second", mesh.token(Role.WORKER, 1, true));
      assertThatThrownBy(() -> Joiner.join(request, off(mesh.clock, Duration.ofMinutes(minutes)), _ -> {}))
          .isInstanceOf(KithException.class).hasMessageContaining("this machine's clock is " + Math.abs(minutes * 60) + " s ")
          .hasMessageContaining("the token is still good");
      assertThat(mesh.authority.tokens().getFirst().uses()).isZero();
      assertThat(Joiner.join(request, mesh.clock, _ -> {}).membership().card().name()).isEqualTo("second");
    }
  }

  @Test
  void aSmallerDifferenceIsSaidAndNoHindrance() throws Exception {
    try (TestDoor mesh = TestDoor.inClear(Vertx.vertx(), directory)) {
      List<String> lines = new ArrayList<>();
      Joiner.join(mesh.request("second", mesh.token(Role.WORKER, 1, true)), off(mesh.clock, Duration.ofMinutes(10)), lines::add);
      assertThat(lines).anyMatch(line -> line.contains("this machine's clock is 600 s ahead of that of the authority"));
      lines.clear();
      Joiner.join(mesh.request("third", mesh.token(Role.WORKER, 1, true)), mesh.clock, lines::add);
      assertThat(lines).noneMatch(line -> line.contains("clock"));
    }
  }

  @Test
  void aDoorWhoseCertificateIsOfAnotherTimeIsNotTakenForAnotherMesh() throws Exception {
    try (TestDoor mesh = TestDoor.overTls(Vertx.vertx(), directory)) {
      JoinRequest request = mesh.request("second", mesh.token(Role.WORKER, 1, true));
      assertThatThrownBy(() -> Joiner.join(request, off(mesh.clock, Duration.ofDays(-30)), _ -> {}))
          .hasMessageContaining("its certificate is good from").hasMessageContaining("this machine's clock says")
          .hasMessageNotContaining("another mesh");
    }
  }
}
