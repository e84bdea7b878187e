package dev.kith.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.message.AuthorityRequest.GrantRole;
import dev.kith.model.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalTest {
  @TempDir
  Path directory;

  private static void renew(TestMesh mesh, Membership node, Own own) {
    Membership.Asked asked = node.renewal(own);
    Renewal.Done done = (Renewal.Done) mesh.authority.renew(node.node(), asked.request());
    node.renewed(asked, done.renewed(), mesh.clock.instant());
  }

  @Test
  void twentyLivesOfADayWithoutAMomentWithoutACertificate() {
    TestMesh mesh = new TestMesh(directory, Duration.ofHours(24));
    Membership second = mesh.join("second", Role.WORKER);
    Set<String> serials = new HashSet<>(Set.of(second.card().serial()));
    while (serials.size() <= 20) {
      mesh.clock.pass(Duration.ofMinutes(30));
      mesh.authority.tend();
      if (!mesh.clock.instant().isBefore(second.renewAt()))
        renew(mesh, second, TestMesh.own("second"));
      serials.add(second.card().serial());
      second.update(mesh.authority.update(), mesh.clock.instant());
      assertThatCode(() -> mesh.trust(mesh.first).believe().check(second.tls().chain())).doesNotThrowAnyException();
      assertThatCode(() -> mesh.trust(second).believe().check(mesh.first.tls().chain())).doesNotThrowAnyException();
    }
    assertThat(Membership.load(directory.resolve("second")).orElseThrow().card()).isEqualTo(second.card());
  }

  @Test
  void newAddressWantsAChallenge() {
    TestMesh mesh = new TestMesh(directory);
    Membership second = mesh.join("second", Role.WORKER);
    Own moved = new Own("second", List.of("10.0.0.2", "10.9.9.9"), TestMesh.PORTS);
    Membership.Asked asked = second.renewal(moved);
    Renewal.Challenged challenged = (Renewal.Challenged) mesh.authority.renew(second.node(), asked.request());
    assertThat(challenged.order().addresses()).containsExactly("10.9.9.9");
    assertThat(challenged.order().answer()).isEqualTo(second.answer(challenged.order().challenge()));
    String id = challenged.order().id();
    assertThatThrownBy(() -> mesh.authority.order(mesh.first.node(), id)).as("another's order")
        .hasMessageContaining("no such order");
    assertThatThrownBy(() -> mesh.authority.complete(id, List.of())).hasMessageContaining("no such order");
    second.renewed(asked, mesh.authority.completeRenewal(second.node(), id, List.of("10.9.9.9")), mesh.clock.instant());
    assertThat(second.card().addresses()).containsExactly("10.0.0.2", "10.9.9.9");
  }

  @Test
  void aNewAddressThatCantBeReachedDoesNotKeepACardFromBeingRenewed() {
    TestMesh mesh = new TestMesh(directory);
    Membership second = mesh.join("second", Role.WORKER);
    Membership.Asked asked = second.renewal(new Own("second", List.of("10.0.0.2", "10.9.9.9"), TestMesh.PORTS));
    Renewal.Challenged vpn = (Renewal.Challenged) mesh.authority.renew(second.node(), asked.request());
    assertThat(mesh.authority.hasOthers(second.node(), vpn.order().id())).isTrue();
    second.renewed(asked, mesh.authority.completeRenewal(second.node(), vpn.order().id(), List.of()), mesh.clock.instant());
    assertThat(second.card().addresses()).containsExactly("10.0.0.2");

    Membership.Asked moved = second.renewal(new Own("second", List.of("10.9.9.9"), TestMesh.PORTS));
    Renewal.Challenged only = (Renewal.Challenged) mesh.authority.renew(second.node(), moved.request());
    assertThat(mesh.authority.hasOthers(second.node(), only.order().id())).isFalse();
    assertThatThrownBy(() -> mesh.authority.completeRenewal(second.node(), only.order().id(), List.of()))
        .hasMessageContaining("answered the challenge");
  }

  @Test
  void aHostNameIsProvedAtEachRenewalAndStandsOnTheCard() {
    TestMesh mesh = new TestMesh(directory);
    Membership second = mesh.join("second", Role.WORKER);
    for (int round = 0; round < 2; round++) {
      Membership.Asked asked = second.renewal(new Own("second", List.of("cellar.example", "10.0.0.2"), TestMesh.PORTS));
      Renewal.Challenged named = (Renewal.Challenged) mesh.authority.renew(second.node(), asked.request());
      assertThat(named.order().addresses()).as("round " + round).containsExactly("cellar.example");
      second.renewed(asked, mesh.authority.completeRenewal(second.node(), named.order().id(), List.of("cellar.example")),
          mesh.clock.instant());
      assertThat(second.card().addresses()).containsExactly("cellar.example", "10.0.0.2");
    }
    assertThatCode(() -> assertThat(second.tls().chain().getFirst().getSubjectAlternativeNames())
        .anyMatch(name -> name.contains("cellar.example"))).doesNotThrowAnyException();
  }

  @Test
  void thiefOfTheSessionWithoutTheIdentityKeyIsRefused() {
    TestMesh mesh = new TestMesh(directory);
    Membership second = mesh.join("second", Role.WORKER);
    Membership third = mesh.join("third", Role.WORKER);
    assertThatThrownBy(() -> mesh.authority.renew(second.node(), third.renewal(TestMesh.own("third")).request()))
        .hasMessageContaining("not signed by the identity key");
  }

  @Test
  void roleChangesByGrantAlone() {
    TestMesh mesh = new TestMesh(directory);
    Membership second = mesh.join("second", Role.WORKER);
    renew(mesh, second, TestMesh.own("second"));
    assertThat(second.card().role()).isEqualTo(Role.WORKER);
    mesh.authority.grant(new GrantRole(second.node(), Role.DUAL));
    renew(mesh, second, TestMesh.own("new name"));
    assertThat(second.card().role()).isEqualTo(Role.DUAL);
    assertThat(second.card().name()).isEqualTo("new name");
  }

  @Test
  void cardsOfANodeAreLimited() {
    TestMesh mesh = new TestMesh(directory);
    Membership second = mesh.join("second", Role.WORKER);
    for (int i = 1; i < CardAuthority.CARDS_AN_HOUR; i++)
      renew(mesh, second, TestMesh.own("second"));
    assertThatThrownBy(() -> renew(mesh, second, TestMesh.own("second"))).hasMessageContaining("20 cards in an hour");
    mesh.clock.pass(Duration.ofHours(1));
    assertThatCode(() -> renew(mesh, second, TestMesh.own("second"))).doesNotThrowAnyException();
  }

  @Test
  void intermediateIsReplacedWithOverlapAndOnlyWithTheRoot() {
    TestMesh mesh = new TestMesh(directory);
    Membership second = mesh.join("second", Role.WORKER);
    String root = mesh.authority.exportRoot();
    mesh.authority.rotateIntermediate();
    assertThat(mesh.first.tls().chain().get(1)).isNotEqualTo(second.tls().chain().get(1));
    assertThatCode(() -> mesh.trust(mesh.first).believe().check(second.tls().chain())).doesNotThrowAnyException();
    assertThatCode(() -> mesh.trust(second).believe().check(mesh.first.tls().chain())).doesNotThrowAnyException();
    mesh.authority.removeRoot();
    assertThat(mesh.authority.status(List.of()).rootKeyHere()).isFalse();
    assertThatThrownBy(mesh.authority::rotateIntermediate).hasMessageContaining("root's private key is not here");
    renew(mesh, second, TestMesh.own("second"));
    mesh.join("third", Role.WORKER);
    mesh.authority.close();
    mesh.authority = mesh.open();
    assertThat(mesh.authority.status(List.of()).cards()).hasSize(3);
    assertThat(root).contains("PRIVATE KEY").contains("CERTIFICATE");
  }

  @Test
  void damagedFilesAreNamed() throws Exception {
    TestMesh mesh = new TestMesh(directory);
    mesh.authority.close();
    for (String name : List.of("mesh.json", "root.pem", "credential.json", "mesh-keys", "revocations.jws", "identity.key")) {
      Path file = mesh.home().resolve("mesh").resolve(name);
      byte[] good = Files.readAllBytes(file);
      Files.write(file, new byte[]{'{', 1, 2});
      assertThatThrownBy(() -> Membership.load(mesh.home())).as(name).hasMessageContaining("cannot start")
          .hasMessageContaining(name);
      Files.write(file, good);
    }
    assertThat(Membership.load(mesh.home())).isPresent();
    assertThatThrownBy(() -> Founding.make(mesh.home(), mesh.sealer, TestMesh.OWN, Role.DUAL,
        dev.kith.crypto.SigningKey.generate(), mesh.config, mesh.clock)).hasMessageContaining("belongs to a mesh already");
  }
}
