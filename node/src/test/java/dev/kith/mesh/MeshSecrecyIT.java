package dev.kith.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.node.LocalNode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// What someone learns and changes who records every packet and reaches every port, and was not let in (C14, C16, D8, E5): a whole
/// scenario from the first start to a revocation, with `tcpdump` on every line, and a fourth host that has no node.
@Tag("survival")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MeshSecrecyIT {
  private static final String CONTROL = "control-canary-that-is-sent-in-clear";
  private static final int FOREIGN = 4;
  private static final int DOOR = 8080;
  private static final String CODE = """
      // canary-in-code-7f31c2a9
      console.log('canary-in-logs-' + args.tail);
      if (__BRAIN__.shardId === 7) throw new Error('canary-in-failure-' + args.tail);
      return {value: ('canary-in-result-' + args.tail).length, told: 'canary-in-result-' + args.tail};
      """;
  private static final String TAIL = "e09d55b1";

  @TempDir
  static Path directory;
  private final Map<String, byte[]> canaries = new LinkedHashMap<>();
  private ThreeNodes mesh;
  private Capture capture;

  @BeforeAll
  void begin() throws IOException, InterruptedException {
    Namespaces.lacking().ifPresent(why -> {
      System.out.println("MeshSecrecyIT IS SKIPPED: " + why);
      Assumptions.abort("no network namespaces: " + why);
    });
    mesh = new ThreeNodes(directory, true);
    capture = new Capture(mesh.hosts, FOREIGN, directory);
    mesh.first().up();
    join(mesh.second(), mesh.first().token("dual"), "canary-name-two-4a");
    join(mesh.third(),
        mesh.first().kith("token", "create", "--role", "worker").lines().filter(line -> line.contains("#")).findFirst()
            .orElseThrow().replaceFirst(".*kith join ", "").strip(),
        "canary-name-three-9c");
    mesh.awaitWhole();
  }

  private void join(MeshNode node, String invitation, String name) throws IOException {
    canary("token of " + name, invitation.substring(invitation.indexOf('#') + 4));
    canary("name", name);
    node.launch(
        List.of("join", invitation, "--name", name, "--host", mesh.hosts.address(node.host), "--port", "" + DOOR, "--data",
            node.data.toString()));
    node.awaitReady();
  }

  private void canary(String name, String text) { canaries.put(name, text.getBytes(StandardCharsets.UTF_8)); }

  @AfterAll
  void end() throws IOException {
    if (capture != null)
      capture.close();
    if (mesh != null)
      mesh.close();
  }

  private static JsonObject card(MeshNode node) throws IOException {
    String jws = new JsonObject(Files.readString(node.data.resolve("mesh/credential.json"))).getJsonObject("renewed")
        .getString("card");
    return new JsonObject(new String(Base64.getUrlDecoder().decode(jws.substring(jws.indexOf('.') + 1, jws.lastIndexOf('.'))),
        StandardCharsets.UTF_8));
  }

  /// What the foreign host's program says.
  private String stranger(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(MeshNode.java(List.of(arguments)));
    command.set(command.indexOf("dev.kith.cli.Kith"), Stranger.class.getName());
    Process process = mesh.hosts.on(FOREIGN, command).redirectError(directory.resolve("stranger.err").toFile()).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int ended = process.waitFor();
    assertThat(ended).as(String.join(" ", arguments) + ": " + said + Files.readString(directory.resolve("stranger.err")))
        .isZero();
    System.out.println("MeshSecrecyIT: stranger " + String.join(" ", arguments) + " -> " + said);
    return said;
  }

  /// Ports on which that host listens beyond loopback, as its kernel says.
  private Set<Integer> listening(int host, String protocol, String state) throws IOException {
    Set<Integer> ports = new TreeSet<>();
    for (String table : List.of(protocol, protocol + "6")) {
      Process cat = mesh.hosts.on(host, List.of("cat", "/proc/net/" + table)).start();
      new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).lines().skip(1)
          .map(line -> Pattern.compile("\\s+").split(line.strip()))
          .filter(fields -> fields[3].equals(state) && !fields[1].startsWith("0100007F"))
          .forEach(fields -> ports.add(Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16)));
    }
    return ports;
  }

  @Test
  @Order(1)
  void nothingButTheThreePortsIsOpenToAStranger() throws IOException, InterruptedException {
    for (MeshNode node : mesh.nodes) {
      JsonObject ports = card(node).getJsonObject("ports");
      Set<Integer> told = new TreeSet<>(List.of(ports.getInteger("http"), ports.getInteger("cluster"), ports.getInteger("bus")));
      long begin = System.nanoTime();
      Set<Integer> found = Pattern.compile(" ").splitAsStream(stranger("scan", mesh.hosts.address(node.host)))
          .map(Integer::valueOf)
          .collect(Collectors.toCollection(TreeSet::new));
      System.out.println("MeshSecrecyIT: 65535 ports scanned in " + ThreeNodes.millis(begin) + " ms: " + found);
      assertThat(found).as("open TCP ports of node " + node.host).isEqualTo(told);
      assertThat(listening(node.host, "tcp", "0A")).as("the scan saw all").isEqualTo(told);
      assertThat(listening(node.host, "udp", "07")).as("UDP ports").containsExactly(50_000);
    }
  }

  @Test
  @Order(2)
  void noPortTalksToWhoHasNoCertificateOfTheMesh() throws IOException, InterruptedException {
    JsonObject card = card(mesh.second());
    String at = mesh.hosts.address(2);
    for (String port : List.of("cluster", "bus")) {
      String number = card.getJsonObject("ports").getInteger(port).toString();
      for (String shown : List.of("none", "selfsigned"))
        assertThat(stranger("tls", at, number, shown)).startsWith("bytes 0 ");
      assertThat(stranger("clear", at, number, CONTROL)).as("in clear").doesNotContain("HTTP").hasSizeLessThan(40);
    }
    String cluster = card.getJsonObject("ports").getInteger("cluster").toString();
    assertThat(stranger("member", at, cluster, card.getString("mesh"), mesh.hosts.address(FOREIGN))).matches("members [01].*");
    assertThat(stranger("client", at, cluster, card.getString("mesh"))).startsWith("refused");
    assertThat(stranger("udp", at, "50000")).isEqualTo("silent");
    mesh.awaitWhole();
  }

  @Test
  @Order(3)
  void theDoorTellsAStrangerNothing() throws IOException, InterruptedException {
    String at = mesh.hosts.address(1);
    for (String path : List.of("/api/nodes", "/api/peers", "/api/jobs", "/api/stats", "/api/mesh/tokens", "/api/mesh/ca",
        "/api/workers"))
      assertThat(status(mesh.first(), path)).as(path).isEqualTo(401);
    for (int rubbish : List.of(0, 1, 5)) {
      String said = stranger("peer", at, "" + DOOR, "" + rubbish);
      assertThat(said).contains("; bytes 0; ").contains("closed");
      System.out.println("MeshSecrecyIT: a link that proved nothing: " + said);
    }
  }

  private int status(MeshNode node, String path) throws IOException, InterruptedException {
    Process curl = mesh.hosts.on(FOREIGN, List.of("curl", "-sk", "-o", "/dev/null", "-w", "%{http_code}",
        "https://" + mesh.hosts.address(node.host) + ":" + DOOR + path)).start();
    String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    curl.waitFor();
    return Integer.parseInt(said);
  }

  @Test
  @Order(4)
  void aWholeDayOfTheMesh() throws IOException, InterruptedException {
    canary("code", "canary-in-code-7f31c2a9");
    canary("arguments", "canary-in-arguments-51");
    canary("log lines", "canary-in-logs-" + TAIL);
    canary("failure", "canary-in-failure-" + TAIL);
    canary("result", "canary-in-result-" + TAIL);
    canary("job's name", "canary-name-of-job-3e");
    for (MeshNode at : List.of(mesh.first(), mesh.second())) {
      String job = at.post("/api/jobs/run-js",
          new JsonObject().put("code", CODE).put("name", "canary-name-of-job-3e").put("attempts", 1)
              .put("args", new JsonObject().put("tail", TAIL).put("secret", "canary-in-arguments-51"))
              .put("shardConfig", new JsonObject().put("totalUnits", 200).put("unitsPerShard", 1))
              .put("reducer", new JsonObject().put("type", "collect")))
          .getString("jobId");
      Awaitility.await().atMost(ThreeNodes.PATIENCE).ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> List.of("done", "failed")
              .contains(mesh.first().get("/api/jobs/" + job + "?waitMs=2000").getString("status")));
      assertThat(mesh.first().get("/api/jobs/" + job).encode()).contains("canary-in-failure-" + TAIL);
      assertThat(mesh.second().get("/api/jobs/" + job + "/results").encode()).isNotEmpty();
    }
    for (MeshNode of : mesh.nodes) {
      assertThat(mesh.second().kith("logs", of.id())).isNotBlank();
      assertThat(mesh.first().post("/api/nodes/" + of.id() + "/ping", new JsonObject()).getDouble("pingMs")).isNotNegative();
    }
    assertThat(mesh.first().get("/api/stats").encode()).contains("canary-name-two-4a");
    JsonObject invite = mesh.first().post("/api/invites/worker", new JsonObject().put("workerLabel", "canary-in-invite-08"));
    canary("invite's label", "canary-in-invite-08");
    canary("invite's token", invite.getString("inviteToken").substring(3));
    canary("invite's phrase", invite.getString("phraseSlug"));
    canary("owner's key", LocalNode.key(mesh.first().data).orElseThrow());
    mesh.first().post("/api/mesh/rekey", new JsonObject());
    enrolment();
    mesh.awaitWhole();
  }

  /// What a new node was told: card, mesh keys, key that signs jobs.
  private void enrolment() throws IOException {
    String jws = new JsonObject(Files.readString(mesh.second().data.resolve("mesh/credential.json"))).getJsonObject("renewed")
        .getString("card");
    canary("card", jws.substring(jws.lastIndexOf('.') + 1));
    byte[] jobKey = Files.readAllBytes(mesh.second().data.resolve("job-signing.key"));
    canaries.put("job-signing key", secretPart(jobKey));
    canaries.put("mesh key", secretPart(Files.readAllBytes(mesh.second().data.resolve("mesh/mesh-keys"))));
  }

  /// The last 24 bytes of the longest base64 in there, or of the file itself.
  private static byte[] secretPart(byte[] file) {
    byte[] bytes = Pattern.compile("[^A-Za-z0-9+/_-]+").splitAsStream(new String(file, StandardCharsets.ISO_8859_1))
        .filter(text -> text.length() >= 40).map(text -> Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_')))
        .reduce((one, two) -> two.length > one.length ? two : one).orElse(file);
    return java.util.Arrays.copyOfRange(bytes, Math.max(0, bytes.length - 24), bytes.length);
  }

  @Test
  @Order(5)
  void aRevokedNodeIsDroppedByAllAndStaysOut() throws IOException, InterruptedException {
    String id = mesh.third().id();
    canary("reason of a revocation", "canary-in-reason-b7");
    long begin = System.nanoTime();
    mesh.first().kith("node", "revoke", id, "--reason", "canary-in-reason-b7");
    Awaitility.await().atMost(ThreeNodes.PATIENCE).pollInterval(Duration.ofMillis(50))
        .until(() -> gone(mesh.first(), id) && gone(mesh.second(), id));
    System.out.println("MeshSecrecyIT: a revoked node was dropped by all others after " + ThreeNodes.millis(begin) + " ms");
    mesh.third().kill();
    Files.delete(mesh.third().log());
    mesh.third()
        .launch(List.of("up", "--data", mesh.third().data.toString(), "--host", mesh.hosts.address(3), "--port", "" + DOOR));
    Awaitility.await().atMost(ThreeNodes.PATIENCE).alias("node 3 says why")
        .untilAsserted(() -> assertThat(mesh.third().text()).contains("could not start", "no seed lets node " + id + " in"));
    System.out.println("MeshSecrecyIT: started again it says: " + mesh.third().text().strip());
    Awaitility.await().during(Duration.ofSeconds(15)).atMost(ThreeNodes.PATIENCE)
        .until(() -> gone(mesh.first(), id) && gone(mesh.second(), id));
    mesh.third().kill();
  }

  private static boolean gone(MeshNode at, String id) throws IOException {
    return at.get("/api/nodes").getJsonArray("nodes").stream().map(JsonObject.class::cast)
        .noneMatch(node -> node.getString("nodeId").equals(id) && node.getString("liveness").equals("alive"));
  }

  @Test
  @Order(6)
  void nothingOfItWasSeenOnAnyLine() throws IOException, InterruptedException {
    String at = mesh.hosts.address(1);
    byte[] control = CONTROL.getBytes(StandardCharsets.US_ASCII);
    for (byte[] form : Captured.forms(control).values())
      stranger("clear", at, "" + DOOR, new String(form, StandardCharsets.US_ASCII));
    mesh.first().kill();
    mesh.second().kill();
    assertThat(canaries).hasSizeGreaterThanOrEqualTo(12);
    long begin = System.nanoTime();
    Set<String> controls = new LinkedHashSet<>();
    Set<Integer> spoke = new TreeSet<>();
    List<String> hits = new ArrayList<>();
    int packets = 0;
    for (Path file : capture.end()) {
      Captured captured = new Captured(file);
      packets += captured.packets;
      spoke.addAll(captured.spoke());
      controls.addAll(captured.hits(Map.of("control", control)));
      hits.addAll(captured.hits(canaries));
    }
    System.out.println("MeshSecrecyIT: " + canaries.size() + " canaries (" + canaries.keySet() + ") in " + packets
        + " packets, searched in " + ThreeNodes.millis(begin) + " ms: " + hits.size() + " hits; of the control: "
        + controls.size());
    for (String form : Captured.forms(control).keySet()) {
      assertThat(controls).anyMatch(hit -> hit.startsWith("control " + form + " in packets of bridge"));
      assertThat(controls).anyMatch(hit -> hit.startsWith("control " + form + " in stream"));
    }
    assertThat(spoke).as("enrolment was on the line").contains(8_802, DOOR);
    assertThat(hits).isEmpty();
  }
}
