package dev.kith.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Machines whose addresses change while their nodes run, that start without a network, that have IPv6 alone; and nodes that are
/// started again by less than they were started with.
@Tag("survival")
class AddressesIT {

  @TempDir
  Path directory;
  private ThreeNodes mesh;

  @BeforeEach
  void needsHosts() {
    Namespaces.lacking().ifPresent(why -> {
      System.out.println("AddressesIT IS SKIPPED: " + why);
      Assumptions.abort("no network namespaces: " + why);
    });
  }

  @AfterEach
  void end() throws IOException { if (mesh != null)
    mesh.close(); }

  private void begin(int nodes) throws IOException {
    mesh = new ThreeNodes(directory, nodes, nodes);
    mesh.first().upEverywhere();
    mesh.first().awaitReady();
    for (MeshNode other : mesh.nodes.subList(1, nodes))
      other.joinEverywhere(mesh.first().token("dual"));
    mesh.awaitWhole();
  }

  private void awaitCard(MeshNode of, MeshNode at) {
    String address = mesh.hosts.address(of.host);
    Awaitility.await().atMost(ThreeNodes.PATIENCE).ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> at.get("/api/mesh/ca").getJsonArray("cards").stream().map(JsonObject.class::cast)
            .anyMatch(card -> card.getJsonArray("addresses").contains(address)));
  }

  @Test
  void aNodeWhoseAddressChangesIsBackWithANewCard() throws IOException {
    begin(3);
    String job = ThreeNodes.submit(mesh.first(), ThreeNodes.WORK);
    ThreeNodes.awaitProgress(mesh.first(), job, 20);

    mesh.hosts.move(3, 33);
    long moved = System.nanoTime();
    Awaitility.await().atMost(ThreeNodes.PATIENCE).until(() -> mesh.third().text().contains("the addresses of this node are"));
    mesh.awaitWhole();
    System.out.println("AddressesIT: whole " + ThreeNodes.millis(moved) + " ms after the address of a node changed");
    awaitCard(mesh.third(), mesh.first());
    System.out.println("AddressesIT: its card says so after " + ThreeNodes.millis(moved) + " ms");
    ThreeNodes.awaitExact(mesh.first(), job);
    ThreeNodes.runExact(mesh.third());
  }

  @Test
  void theAuthorityMayMoveAndEvenIfAllAreStartedAnewItsDoorCanBeNamed() throws IOException, InterruptedException {
    begin(2);
    mesh.hosts.move(1, 11);
    long moved = System.nanoTime();
    Awaitility.await().atMost(ThreeNodes.PATIENCE).until(() -> mesh.first().text().contains("the addresses of this node are"));
    mesh.awaitWhole();
    System.out.println("AddressesIT: whole " + ThreeNodes.millis(moved) + " ms after the address of the authority changed");
    awaitCard(mesh.first(), mesh.first());
    ThreeNodes.runExact(mesh.second());

    for (MeshNode node : mesh.nodes) {
      node.terminate();
      Files.writeString(node.data.resolve("kith.yaml"), "mesh:\n  discovery: false\n");
      mesh.hosts.move(node.host, 40 + node.host);
    }
    mesh.first().upAgain();
    mesh.first().awaitReady();
    mesh.second().upAgain("--coord", mesh.first().at());
    mesh.second().awaitReady();
    System.out.println("AddressesIT: whole by --coord after " + mesh.awaitWhole().toMillis() + " ms");
    Awaitility.await().atMost(ThreeNodes.PATIENCE).ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> carrier(mesh.second()).equals("member"));
    ThreeNodes.runExact(mesh.second());
  }

  private static String carrier(MeshNode at) throws IOException {
    return at.get("/api/nodes").getJsonArray("nodes").stream().map(JsonObject.class::cast)
        .filter(node -> !node.getBoolean("self")).findFirst().orElseThrow().getString("carrier");
  }

  @Test
  void aMeshMadeWithoutANetworkIsJoinedWhenTheNetworkComes() throws IOException {
    mesh = new ThreeNodes(directory, 2, 2);
    mesh.hosts.unplug(1);
    mesh.first().upEverywhere();
    Awaitility.await().atMost(ThreeNodes.PATIENCE).until(() -> mesh.first().text().contains("Kith is up"));

    mesh.hosts.plug(1);
    awaitCard(mesh.first(), mesh.first());
    mesh.second().joinEverywhere(mesh.first().token("dual"));
    mesh.awaitWhole();
    ThreeNodes.runExact(mesh.second());
  }

  @Test
  void hostsWithIpv6AloneAreAMesh() throws IOException, InterruptedException {
    mesh = new ThreeNodes(directory, 3, 3);
    mesh.hosts.sixOnly();
    mesh.first().up();
    mesh.second().join(mesh.first().token("dual"));
    mesh.third().joinEverywhere(mesh.first().token("dual"));
    mesh.awaitWhole();
    ThreeNodes.runExact(mesh.second());
    assertThat(mesh.third().kith("nodes")).contains("3 nodes, 3 alive");
    assertThat(mesh.first().kith("nodes")).contains("3 nodes, 3 alive");
    assertThat(mesh.first().post("/api/invites/worker", new JsonObject()).encode())
        .contains("https://[" + mesh.hosts.address(1) + "]:8080/worker#");
  }

  @Test
  void aNodeThatIsStartedWithLessStaysInItsMeshAndNeverWhereOthersLoseIt() throws IOException, InterruptedException {
    begin(2);
    mesh.first().terminate();
    mesh.first().upAgain();
    mesh.first().awaitReady();
    mesh.awaitWhole();

    mesh.first().terminate();
    mesh.first().upAgain("--host", "127.0.0.1");
    assertThat(mesh.first().awaitEnd()).isNotZero();
    assertThat(mesh.first().text()).contains("can't reach it on 127.0.0.1", "kith up --host 0.0.0.0");
    mesh.first().upAgain();
    mesh.first().awaitReady();
    mesh.awaitWhole();
    assertThat(List.of(mesh.first(), mesh.second())).allSatisfy(node -> assertThat(node.sees("alive")).isEqualTo(2));
  }
}
