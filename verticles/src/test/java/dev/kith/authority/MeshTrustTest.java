package dev.kith.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.bus.Trust;
import dev.kith.crypto.Base64Url;
import dev.kith.crypto.CertificateAuthority;
import dev.kith.crypto.Certificates;
import dev.kith.message.AuthorityRequest.RevokeNode;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Role;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshTrustTest {
  @TempDir
  Path directory;
  private TestMesh mesh;
  private Membership second;
  private MeshTrust trust;

  @BeforeEach
  void make() {
    mesh = new TestMesh(directory);
    second = mesh.join("second", Role.WORKER);
    trust = mesh.trust(mesh.first);
  }

  private static byte[] staticKey(Membership of) { return Base64Url.decode(of.card().staticKey()).orElseThrow(); }

  private void refused(Trust by, String text, Membership shown, byte[] credential) {
    assertThatThrownBy(() -> by.check(credential, staticKey(shown))).hasMessageContaining(text)
        .isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
  }

  private void untrusted(String text, List<java.security.cert.X509Certificate> chain) {
    assertThatThrownBy(() -> trust.believe().check(chain)).isInstanceOf(CertificateException.class).hasMessageContaining(text);
  }

  @Test
  void goodCertificateIsBelieved() {
    assertThatCode(() -> trust.believe().check(second.tls().chain())).doesNotThrowAnyException();
  }

  @Test
  void strangersCertificatesAreRefused() throws IOException {
    var selfSigned = Certificates.ofPem(Files.readString(Path.of(SelfSignedCertificate.create("localhost").certificatePath())));
    untrusted("leaf and intermediate, not 1", selfSigned);
    untrusted("not signed by this mesh's authority", List.of(selfSigned.getFirst(), second.tls().chain().get(1)));
    TestMesh other = new TestMesh(directory.resolve("other"));
    untrusted("not of this mesh's authority", other.first.tls().chain());
    refused(trust, "not of this mesh's authority", other.first, other.first.credential());
    assertThat(trust.refusals()).containsEntry("certificate", 3L).containsEntry("issuer", 1L);
  }

  @Test
  void intermediateIsNoNode() {
    untrusted("intermediate may not sign nodes", List.of(second.tls().chain().get(1), mesh.first.roots().getFirst()));
    CertificateAuthority fake = CertificateAuthority.root(mesh.clock.instant());
    untrusted("not of this mesh's authority", List.of(fake.certificate(), fake.certificate()));
  }

  @Test
  void expiredIsRefusedTwoMinutesAfterItsEnd() {
    mesh.clock.pass(Duration.ofDays(90).plusSeconds(100));
    assertThatCode(() -> trust.believe().check(second.tls().chain())).doesNotThrowAnyException();
    Trust.Peer peer = trust.check(second.credential(), staticKey(second));
    mesh.clock.pass(Duration.ofSeconds(21));
    untrusted("certificate expired at", second.tls().chain());
    refused(trust, "expired at", second, second.credential());
    assertThat(trust.lost(peer)).hasValueSatisfying(why -> assertThat(why).contains("expired"));
  }

  @Test
  void notYetValidIsRefused() {
    mesh.clock.pass(Duration.ofMinutes(-5));
    untrusted("is not valid before", second.tls().chain());
    refused(trust, "is not valid before", second, second.credential());
  }

  @Test
  void revokedIsLostAndRefused() {
    Trust.Peer peer = trust.check(second.credential(), staticKey(second));
    Membership third = mesh.join("third", Role.WORKER);
    assertThat(trust.lost(peer)).isEmpty();
    mesh.authority.revoke(new RevokeNode(second.node(), "stolen"));
    assertThat(trust.lost(peer)).hasValueSatisfying(why -> assertThat(why).contains("revoked at").contains("stolen"));
    refused(trust, "revoked at", second, second.credential());
    untrusted("revoked at", second.tls().chain());
    MeshTrust elsewhere = mesh.trust(third);
    assertThat(elsewhere.lost(peer)).as("has not heard yet").isEmpty();
    third.update(mesh.authority.update(), mesh.clock.instant());
    refused(elsewhere, "revoked at", second, second.credential());
    assertThatThrownBy(() -> mesh.poll(second)).hasMessageContaining("is revoked");
    assertThatThrownBy(() -> mesh.authority.renew(second.node(), second.renewal(TestMesh.own("second")).request()))
        .hasMessageContaining("is revoked");
  }

  @Test
  void revocationOutlivesARestart() {
    mesh.authority.revoke(new RevokeNode(second.node(), ""));
    mesh.authority.close();
    Membership again = Membership.load(mesh.home()).orElseThrow();
    refused(mesh.trust(again), "revoked at", second, second.credential());
    assertThat(again.newestMeshKey()).isGreaterThan(1);
  }

  @Test
  void anOlderListIsNotTaken() {
    Membership third = mesh.join("third", Role.WORKER);
    var old = mesh.authority.update();
    mesh.authority.revoke(new RevokeNode(second.node(), ""));
    assertThat(third.update(mesh.authority.update(), mesh.clock.instant())).isTrue();
    assertThat(third.update(old, mesh.clock.instant())).isFalse();
    assertThat(third.revocations().of(second.node(), "")).isPresent();
    assertThat(third.newestMeshKey()).isEqualTo(third.revocations().number()).isGreaterThan(1);
  }

  @Test
  void foreignListIsRefused() {
    TestMesh other = new TestMesh(directory.resolve("other"));
    var update = other.authority.update();
    assertThatThrownBy(() -> second.update(update, mesh.clock.instant())).hasMessageContaining("list of revoked nodes refused");
  }

  @Test
  void whoHasNotHeardForADayBelievesTheAuthorityAlone() {
    Membership third = mesh.join("third", Role.WORKER);
    MeshTrust cutOff = mesh.trust(third);
    mesh.clock.pass(Duration.ofHours(25));
    refused(cutOff, "the list of revoked nodes is of", second, second.credential());
    assertThat(cutOff.check(mesh.first.credential(), staticKey(mesh.first)).node()).isEqualTo(mesh.first.node());
    third.update(mesh.authority.update(), mesh.clock.instant());
    assertThat(cutOff.check(second.credential(), staticKey(second)).node()).isEqualTo(second.node());
  }

  @Test
  void meshKeysAreInstalledThenUsedThenRemoved() {
    Membership third = mesh.join("third", Role.WORKER);
    mesh.authority.revoke(new RevokeNode(second.node(), ""));
    third.update(mesh.authority.update(), mesh.clock.instant());
    int made = (int) third.newestMeshKey();
    assertThat(third.meshKeys(mesh.clock.instant())).extracting(Trust.MeshKey::number).containsExactly(1, made);
    mesh.clock.pass(Ring.USE_AFTER);
    assertThat(third.meshKeys(mesh.clock.instant())).extracting(Trust.MeshKey::number).containsExactly(made, 1);
    mesh.clock.pass(Ring.TAKEN_FOR);
    assertThat(third.meshKeys(mesh.clock.instant())).extracting(Trust.MeshKey::number).containsExactly(made);
    third.update(mesh.authority.update(), mesh.clock.instant());
    assertThat(third.meshKeys(mesh.clock.instant())).extracting(Trust.MeshKey::number).containsExactly(made);
  }

  @Test
  void allowlistComesOnTopOfTheCard() {
    MeshTrust strict = new MeshTrust(mesh.first, Admission.allowlist(Set.of(mesh.first.node())), MeshTrust.STALE_AFTER,
        mesh.clock);
    refused(strict, "not on this node's allowlist", second, second.credential());
  }

  @Test
  void cardOfAnotherKeyIsRefused() {
    assertThatThrownBy(() -> trust.check(second.credential(), new byte[32])).hasMessageContaining("for another key");
  }

  @Test
  void everyChangedByteIsRefused() {
    byte[] good = second.credential();
    for (int at = 0; at < good.length; at += 3) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      refused(trust, "", second, bad);
      refused(trust, "", second, Arrays.copyOf(good, at));
    }
    refused(trust, "at most 8192 bytes", second, new byte[9000]);
  }
}
