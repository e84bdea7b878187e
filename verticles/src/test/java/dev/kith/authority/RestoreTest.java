package dev.kith.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.bus.Trust;
import dev.kith.crypto.Base64Url;
import dev.kith.message.AuthorityReply.CardView;
import dev.kith.message.AuthorityReply.RevokedView;
import dev.kith.message.AuthorityRequest.GrantRole;
import dev.kith.message.AuthorityRequest.RevokeNode;
import dev.kith.message.AuthorityRequest.Shown;
import dev.kith.message.KithException;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a mesh whose authority, or another node, is restored from a backup.
class RestoreTest {
  private static final List<String> PARTS = List.of("authority.journal", "mesh-keys", "revocations.jws", "credential.json");

  @TempDir
  Path directory;
  private TestMesh mesh;
  private Membership bee;

  @BeforeEach
  void make() {
    mesh = new TestMesh(directory);
    bee = mesh.join("bee", Role.DUAL);
  }

  private Path backup(String node) throws IOException {
    Path to = directory.resolve(node + ".bak");
    copy(directory.resolve(node), to);
    return to;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.write(target, Files.readAllBytes(file));
        Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
      }
    }
  }

  /// The directory is lost, and brought back from there; the authority starts again.
  private TestMesh restored(Path backup) throws IOException {
    mesh.authority.close();
    try (Stream<Path> files = Files.list(mesh.home().resolve("mesh"))) {
      for (Path file : files.toList())
        Files.delete(file);
    }
    copy(backup, mesh.home());
    mesh = mesh.again();
    return mesh;
  }

  private void revoke(Membership node) {
    mesh.clock.pass(Duration.ofSeconds(1));
    mesh.authority.revoke(new RevokeNode(node.node(), "gone"));
    mesh.poll(bee);
  }

  private List<NodeId> revoked() { return mesh.authority.status(List.of()).revoked().stream().map(RevokedView::node).toList(); }

  private boolean believes(Membership one, Membership other) {
    try {
      mesh.trust(one).check(other.credential(), Base64Url.decode(other.card().staticKey()).orElseThrow());
      return true;
    } catch (KithException refused) {
      return false;
    }
  }

  /// Whether a handshake that the one begins is answered by the other.
  private boolean answers(Membership by, Membership begun) {
    Trust.MeshKey used = mesh.trust(begun).meshKeys().getFirst();
    return mesh.trust(by).meshKey(used.number()).filter(used::equals).isPresent();
  }

  @Test
  void theAuthorityAnswersKeysThatItHasForgottenAndTakesBackItsOwnNewerList() throws Exception {
    List<Membership> gone = List.of(mesh.join("w0", Role.WORKER), mesh.join("w1", Role.WORKER), mesh.join("w2", Role.WORKER));
    mesh.clock.pass(Duration.ofDays(1));
    Path backup = backup("first");
    gone.forEach(this::revoke);
    mesh.clock.pass(Ring.USE_AFTER);
    Revocations before = bee.revocations();
    restored(backup);
    assertThat(answers(mesh.first, bee)).as("a handshake with a key that the backup lacks").isTrue();
    assertThat(answers(bee, mesh.first)).as("a handshake with the backup's key").isTrue();
    mesh.poll(bee);
    assertThat(revoked()).containsExactlyInAnyOrderElementsOf(gone.stream().map(Membership::node).toList());
    assertThat(bee.revocations().number()).isGreaterThan(before.number());
    assertThat(bee.newestMeshKey()).isGreaterThan(before.number()).isEqualTo(mesh.first.newestMeshKey());
    assertThat(mesh.authority.status(List.of()).revoked()).extracting(RevokedView::name).containsExactlyInAnyOrder("w0", "w1",
        "w2");
    assertThat(gone).noneMatch(node -> believes(bee, node)).noneMatch(node -> believes(mesh.first, node));
    mesh = mesh.again();
    assertThat(revoked()).as("after another start").hasSize(3);
  }

  @Test
  void whoWasRevokedStaysSoIfTheRestoredAuthorityRevokesBeforeItHeardOfAnybody() throws Exception {
    Membership lost = mesh.join("lost", Role.WORKER);
    Membership next = mesh.join("next", Role.WORKER);
    Path backup = backup("first");
    revoke(lost);
    restored(backup);
    mesh.clock.pass(Duration.ofSeconds(5));
    mesh.authority.revoke(new RevokeNode(next.node(), ""));
    bee.update(mesh.authority.update(), mesh.clock.instant()); // as it is told, not as it asks
    assertThat(believes(bee, lost)).isFalse();
    assertThat(believes(bee, next)).isFalse();
    Membership again = Membership.load(directory.resolve("bee")).orElseThrow();
    assertThat(believes(again, lost)).as("after a start").isFalse();
    mesh.poll(bee);
    assertThat(revoked()).containsExactlyInAnyOrder(lost.node(), next.node());
    assertThat(bee.lists().all()).as("the newest names all").hasSize(1);
    assertThat(directory.resolve("bee/mesh/revocations-older.jws")).doesNotExist();
  }

  @Test
  void aNodeLetInAfterTheBackupIsRecordedFromItsCardAndCanBeRevoked() throws Exception {
    Path backup = backup("first");
    Membership late = mesh.join("late", Role.WORKER);
    restored(backup);
    assertThat(mesh.authority.status(List.of(late.node(), bee.node())).unrecorded()).containsExactly(late.node());
    mesh.poll(late);
    assertThat(mesh.authority.status(List.of(late.node())).unrecorded()).isEmpty();
    assertThat(mesh.authority.status(List.of()).cards()).filteredOn(CardView::shown).extracting(CardView::name)
        .containsExactly("late");
    assertThat(mesh.authority.renew(late.node(), late.renewal(TestMesh.own("late")).request())).isInstanceOf(Renewal.Done.class);
    assertThat(mesh.authority.status(List.of()).cards()).noneMatch(CardView::shown);
    mesh = mesh.again();
    mesh.authority.revoke(new RevokeNode(late.node(), ""));
    mesh.poll(bee);
    assertThat(believes(bee, late)).isFalse();
  }

  @Test
  void aNodeOfWhichNothingIsKnownCanBeRevokedByItsId() throws Exception {
    Path backup = backup("first");
    Membership late = mesh.join("late", Role.WORKER);
    restored(backup);
    mesh.authority.revoke(new RevokeNode(late.node(), "never seen again"));
    mesh.poll(bee);
    assertThat(believes(bee, late)).isFalse();
    assertThatThrownBy(() -> mesh.poll(late)).hasMessageContaining("is revoked");
    mesh = mesh.again();
    assertThat(revoked()).containsExactly(late.node());
    assertThatThrownBy(() -> mesh.authority.shown(late.node(), late.shown(Optional.empty()))).hasMessageContaining("is revoked");
  }

  @Test
  void aRoleGrantedAfterTheBackupIsTakenBackWithTheCard() throws Exception {
    Membership worker = mesh.join("worker", Role.WORKER);
    Path backup = backup("first");
    mesh.clock.pass(Duration.ofMinutes(5));
    mesh.authority.grant(new GrantRole(worker.node(), Role.DUAL));
    Membership.Asked asked = worker.renewal(TestMesh.own("worker"));
    worker.renewed(asked, ((Renewal.Done) mesh.authority.renew(worker.node(), asked.request())).renewed(), mesh.clock.instant());
    restored(backup);
    mesh.poll(worker);
    assertThat(mesh.authority.status(List.of()).cards()).filteredOn(card -> card.node().equals(worker.node()))
        .extracting(CardView::role).containsExactly(Role.DUAL);
  }

  @Test
  void tokensFromBeforeAreOverAndThoseMadeSinceAreGood() throws Exception {
    String old = mesh.token(Role.WORKER, 1);
    Membership lost = mesh.join("lost", Role.WORKER);
    Path backup = backup("first");
    mesh.clock.pass(Duration.ofMinutes(5));
    revoke(lost);
    restored(backup);
    mesh.clock.pass(Duration.ofMinutes(5));
    String fresh = mesh.token(Role.WORKER, 1);
    mesh.poll(bee);
    NodeKeys keys = NodeKeys.loadOrCreate(directory.resolve("third"));
    assertThatThrownBy(() -> mesh.authority.enrol(keys.enrolment(old, TestMesh.own("third"), Optional.empty())))
        .hasMessageContaining("token was revoked");
    assertThat(mesh.authority.enrol(keys.enrolment(fresh, TestMesh.own("third"), Optional.empty()))).isNotNull();
  }

  @Test
  void nothingIsTakenBackThatThisAuthorityDidNotSign() throws Exception {
    TestMesh other = new TestMesh(directory.resolve("other"));
    Membership theirs = other.join("theirs", Role.WORKER);
    other.authority.revoke(new RevokeNode(theirs.node(), ""));
    String list = other.authority.update().revocations();
    assertThatThrownBy(() -> mesh.authority.shown(bee.node(), new Shown(Base64Url.encode(bee.credential()), Optional.of(list))))
        .hasMessageContaining("list of revoked nodes refused");
    assertThatThrownBy(() -> mesh.authority.shown(bee.node(), theirs.shown(Optional.empty()))).isInstanceOf(KithException.class);
    assertThatThrownBy(() -> mesh.authority.shown(bee.node(), mesh.first.shown(Optional.empty())))
        .hasMessageContaining("the card is that of node");
    assertThat(revoked()).isEmpty();
  }

  @Test
  void aWeekOfRevocationsLocksOutNobodyWhoWasOff() throws Exception {
    Membership off = mesh.join("off", Role.WORKER);
    for (int at = 0; at < 40; at++) {
      revoke(mesh.join("w" + at, Role.WORKER));
      mesh.clock.pass(Duration.ofHours(4));
    }
    assertThat(answers(bee, off)).isTrue();
    assertThat(answers(mesh.first, off)).isTrue();
    Membership joined = mesh.join("joined", Role.WORKER);
    assertThat(answers(joined, off)).as("by a node that came meanwhile").isTrue();
    mesh.clock.pass(Ring.TAKEN_FOR);
    assertThat(answers(bee, off)).as("later by nobody but the authority").isFalse();
    assertThat(answers(mesh.first, off)).isTrue();
    mesh.poll(off);
    mesh.clock.pass(Ring.USE_AFTER);
    assertThat(answers(bee, off)).isTrue();
  }

  @Test
  void aNodeRestoredFromABackupFindsBack() throws Exception {
    Path backup = backup("bee");
    Membership gone = mesh.join("gone", Role.WORKER);
    Membership other = mesh.join("other", Role.WORKER);
    revoke(gone);
    copy(backup, directory.resolve("bee"));
    Membership old = Membership.load(directory.resolve("bee")).orElseThrow();
    mesh.poll(other);
    assertThat(answers(other, old)).isTrue();
    mesh.poll(old);
    assertThat(old.newestMeshKey()).isEqualTo(mesh.first.newestMeshKey());
    assertThat(believes(old, gone)).isFalse();
  }

  @Test
  void whateverPartIsOldOrLostTheRestIsFoundAgain() throws Exception {
    Membership gone = mesh.join("gone", Role.WORKER);
    Membership kept = mesh.join("kept", Role.WORKER);
    Path old = backup("first");
    revoke(gone);
    mesh.authority.close();
    Path whole = directory.resolve("whole");
    copy(mesh.home(), whole);
    for (int parts = 1; parts < 1 << PARTS.size(); parts++) {
      for (boolean lost : new boolean[]{false, true}) {
        if (lost && parts != 1)
          continue; // only the journal may be lost: without the others it does not start
        copy(whole, mesh.home());
        for (String part : chosen(parts)) {
          Files.delete(mesh.home().resolve("mesh").resolve(part));
          if (!lost)
            copy(old.resolve("mesh").resolve(part), mesh.home().resolve("mesh").resolve(part));
        }
        mesh = mesh.again();
        mesh.poll(bee);
        mesh.poll(kept);
        assertThat(revoked()).as("%s, lost: %s", chosen(parts), lost).containsExactly(gone.node());
        assertThat(mesh.authority.status(List.of()).cards()).extracting(CardView::node).contains(kept.node(), bee.node(),
            mesh.first.node());
        assertThat(bee.newestMeshKey()).isEqualTo(mesh.first.newestMeshKey());
        assertThat(believes(mesh.first, gone)).isFalse();
        mesh.authority.close();
      }
    }
  }

  private static List<String> chosen(int parts) {
    return PARTS.stream().filter(part -> (parts >> PARTS.indexOf(part) & 1) != 0).toList();
  }

  @Test
  void aJournalCutAtAnyByteOfItsLastEntriesUsesNoNumberTwice() throws Exception {
    Membership one = mesh.join("one", Role.WORKER);
    mesh.authority.close();
    Path file = mesh.home().resolve("mesh/authority.journal");
    int kept = (int) Files.size(file);
    mesh = mesh.again();
    revoke(one);
    mesh.join("two", Role.WORKER);
    mesh.authority.close();
    byte[] whole = Files.readAllBytes(file);
    List<Long> numbers = new ArrayList<>();
    List<NodeId> gone = new ArrayList<>(List.of(one.node()));
    for (int length = kept; length < whole.length; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));
      mesh.clock.pass(Duration.ofSeconds(2));
      mesh = mesh.again();
      mesh.poll(bee);
      assertThat(revoked()).as("cut at %d", length).containsAll(gone);
      Membership extra = mesh.join("x" + length, Role.WORKER);
      mesh.authority.revoke(new RevokeNode(extra.node(), ""));
      gone.add(extra.node());
      numbers.add(mesh.first.newestMeshKey());
      mesh.poll(bee);
      assertThat(believes(bee, extra)).isFalse();
      mesh.authority.close();
    }
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
  }
}
