package dev.kith.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.message.AuthorityReply.CardView;
import dev.kith.message.AuthorityReply.TokenView;
import dev.kith.message.AuthorityRequest.RevokeNode;
import dev.kith.model.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir
  Path directory;
  private TestMesh mesh;

  @BeforeEach
  void make() { mesh = new TestMesh(directory); }

  private Path file() { return mesh.home().resolve("mesh").resolve("authority.journal"); }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    Journal.open(file(), mesh.sealer, entries::add).close();
    return entries;
  }

  @Test
  void fiftyAtOnceGetSerialsOfTheirOwnEachInTheJournal() {
    String token = mesh.token(Role.WORKER, 50);
    ConcurrentLinkedQueue<String> serials = new ConcurrentLinkedQueue<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        String name = "n" + i;
        threads.execute(() -> {
          NodeKeys keys = NodeKeys.loadOrCreate(directory.resolve(name));
          Order order = mesh.authority.enrol(keys.enrolment(token, TestMesh.own(name), Optional.empty()));
          Welcome welcome = mesh.authority.complete(order.id(), order.addresses());
          serials.add(Membership.join(directory.resolve(name), keys, token, welcome, mesh.clock.instant()).card().serial());
        });
      }
    }
    assertThat(serials).hasSize(50).doesNotHaveDuplicates().allSatisfy(serial -> assertThat(serial).hasSize(32));
    mesh.authority.close();
    assertThat(entries().stream().flatMap(entry -> entry.card().stream()).map(card -> card.serial())).containsAll(serials);
  }

  @Test
  void anEndTornAtAnyByteIsCutOffAndAllBeforeItKept() throws Exception {
    Membership second = mesh.join("second", Role.WORKER);
    mesh.authority.close();
    List<Entry> before = entries();
    long kept = Files.size(file());
    CardAuthority open = mesh.open();
    open.revoke(new RevokeNode(second.node(), "gone"));
    open.close();
    byte[] whole = Files.readAllBytes(file());
    assertThat(entries()).hasSize(before.size() + 1);
    for (int length = (int) kept; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      assertThat(entries()).as("cut at %d", length).isEqualTo(before);
      assertThat(Files.size(file())).isEqualTo(kept);
    }
    byte[] zeros = Arrays.copyOf(Arrays.copyOf(whole, (int) kept), whole.length);
    Files.write(file(), zeros);
    assertThat(entries()).isEqualTo(before);
  }

  @Test
  void afterATornEndSerialsGoOn() throws Exception {
    mesh.join("second", Role.WORKER);
    mesh.authority.close();
    byte[] whole = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(whole, whole.length - 1));
    mesh.authority = mesh.open();
    assertThat(mesh.authority.status(List.of()).cards()).extracting(CardView::node).containsExactly(mesh.first.node());
    assertThat(mesh.authority.tokens()).extracting(TokenView::uses).containsExactly(0);
    mesh.join("third", Role.WORKER);
    mesh.authority.close();
    assertThat(entries().stream().flatMap(entry -> entry.card().stream()).map(card -> card.serial())).doesNotHaveDuplicates();
  }

  @Test
  void damageBeforeTheEndIsRefused() throws Exception {
    mesh.join("second", Role.WORKER);
    mesh.authority.close();
    byte[] whole = Files.readAllBytes(file());
    for (int at : new int[]{0, 8, 12, 20, whole.length - 1}) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      Files.write(file(), changed);
      assertThatThrownBy(mesh::open).as("byte %d", at).hasMessageContaining("authority.journal")
          .hasMessageContaining("cannot start");
    }
  }
}
