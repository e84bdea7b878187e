package dev.kith.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.Liveness;
import dev.kith.model.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerStoreTest {
  private static final Instant WALL = Instant.parse("2026-11-21T00:00:00Z");

  @TempDir
  Path directory;
  private Path file;
  private PeerStore store;

  @BeforeEach
  void open() {
    file = directory.resolve("mesh").resolve("peers.json");
    store = new PeerStore(file);
  }

  private static StoredPeers some() {
    Peer peer = new Peer(FakeTies.peer(2, Role.CONTROLLER), RegistryConfig.DEFAULT);
    peer.addresses = List.of("192.0.2.1:8080");
    peer.cluster = Optional.of("192.0.2.1:5701");
    peer.pingMillis = Optional.of(1.5);
    peer.score = 77;
    peer.incarnation = 9;
    peer.seenAt = 4_000;
    return new StoredPeers(1, 12, List.of(StoredPeers.Stored.of(peer, 5_000, WALL)));
  }

  @Test
  void whatIsSavedIsReadAgainButNotBelieved() {
    store.save(some());
    StoredPeers read = store.load();
    assertThat(read).isEqualTo(some());
    assertThat(read.peers().getFirst().lastSeenAt()).isEqualTo(WALL.minusSeconds(1));
    Peer peer = read.peers().getFirst().peer(RegistryConfig.DEFAULT, 50_000, WALL.plusSeconds(1));
    assertThat(peer.liveness).isEqualTo(Liveness.DEAD);
    assertThat(peer.proved).isFalse();
    assertThat(peer.present()).isFalse();
    assertThat(peer.score).isEqualTo(77);
    assertThat(peer.seenAt).isEqualTo(48_000);
  }

  @Test
  void noLifeHasTheNumberOfAnotherAlsoIfTheFileIsFromABackup() {
    long first = some().nextIncarnation(WALL.toEpochMilli());
    assertThat(first).isGreaterThan(some().incarnation());
    assertThat(some().nextIncarnation(WALL.toEpochMilli() + 5)).as("from the same file, later").isGreaterThan(first);
    assertThat(new StoredPeers(1, first, List.of()).nextIncarnation(0)).as("the clock was set back").isGreaterThan(first);
  }

  @Test
  void aFirstStartKnowsNobody() { assertThat(store.load()).isEqualTo(StoredPeers.none()); }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}", "[]", "null", "{\"version\":2,\"incarnation\":1,\"peers\":[]}",
      "{\"version\":1,\"incarnation\":-1,\"peers\":[]}", "{\"version\":1,\"incarnation\":1,\"peers\":[],\"more\":1}",
      "{\"version\":1,\"incarnation\":1,\"peers\":[{}]}"})
  void aDamagedFileIsMovedAside(String content) throws IOException {
    store.save(StoredPeers.none());
    Files.writeString(file, content);
    assertThat(store.load()).isEqualTo(StoredPeers.none());
    assertThat(file).doesNotExist();
    assertThat(directory.resolve("mesh").resolve("peers.json.damaged")).hasContent(content);
    store.save(some());
    assertThat(store.load()).isEqualTo(some());
  }

  @Test
  void aFileThatIsTooLongIsNotRead() throws IOException {
    store.save(StoredPeers.none());
    Files.write(file, new byte[PeerStore.MAX_BYTES + 1]);
    assertThat(store.load()).isEqualTo(StoredPeers.none());
  }
}
