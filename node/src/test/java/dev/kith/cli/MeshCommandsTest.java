package dev.kith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.cli.FakeNode.Answer;
import dev.kith.node.MeshFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeshCommandsTest {
  private static final String HERE = "0123456789abcdef0123456789abcdef";
  private static final String CELLAR = "3fa9c1d2e3f405162738495a6b7c8d9e";
  private static final String ATTIC = "3fa9ffd2e3f405162738495a6b7c8d9e";
  @TempDir
  Path data;
  private FakeNode node;

  @BeforeEach
  void start() throws Exception {
    node = new FakeNode();
    node.on("GET /api/nodes", 200, new JsonObject().put("mesh", "ab".repeat(16)).put("nodes",
        new JsonArray().add(view(HERE, "here", true)).add(view(CELLAR, "cellar", false)).add(view(ATTIC, "attic", false))));
  }

  @AfterEach
  void stop() { node.close(); }

  private static JsonObject view(String id, String name, boolean self) {
    return new JsonObject().put("nodeId", id).put("name", name).put("role", self ? "dual" : "worker").put("liveness", "alive")
        .put("self", self).put("addresses", new JsonArray().add("192.0.2.1").add("192.0.2.2"))
        .put("carrier", self ? "self" : "member")
        .put("pingMs", 0.4213).put("hops", 1).put("score", 97)
        .put("cardUntil", Instant.now().plus(89, ChronoUnit.DAYS).plusSeconds(60).toString());
  }

  private Map<String, String> environment(String... more) {
    return Map.of("CLIENT_API_KEY", FakeNode.KEY, "KITH_DATA", data.toString(), "HOME", data.toString(), "COLUMNS",
        more.length == 0 ? "200" : more[0]);
  }

  private Ran kith(String... args) { return kith(environment(), args); }

  private Ran kith(Map<String, String> environment, String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--host", node.url().toString()));
    return Ran.kith(environment, "", true, all.toArray(String[]::new));
  }

  private FakeNode.Asked last() { return node.asked.getLast(); }

  @Test
  void nodesAreATableWithPingAndCardInWords() {
    Ran ran = kith("nodes");

    assertThat(ran.out().lines().toList()).satisfiesExactly(
        line -> assertThat(line).startsWith("NODE"),
        line -> assertThat(line).startsWith("0123456789ab *  here"),
        line -> assertThat(line).matches("3fa9c1d2e3f4 +cellar +worker +alive +0.42 ms +97 +member +in 89 days +192.0.2.1 \\+1"),
        line -> assertThat(line).contains("attic"), line -> assertThat(line).isEqualTo("3 nodes, 3 alive, mesh abababababab"));
    assertThat(kith("nodes", "--json").json().getJsonArray("nodes")).hasSize(3);
  }

  @Test
  void aNarrowTerminalGetsBlocksInsteadOfATable() {
    List<String> lines = kith(environment("60"), "nodes").out().lines().toList();

    assertThat(lines).contains("3fa9c1d2e3f4", "  NAME       cellar", "  PING       0.42 ms")
        .allMatch(line -> line.length() <= 60);
  }

  @Test
  void theNearestPeersAreAskedFor() {
    node.on("GET /api/peers", 200, new JsonObject().put("nodes", new JsonArray().add(view(CELLAR, "cellar", false))));

    assertThat(kith("peers", "--nearest", "3").out()).contains("cellar");
    assertThat(last().uri()).isEqualTo("/api/peers?nearest=3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cellar", "CELLAR", "3fa9c1", CELLAR})
  void aNodeIsNamedByNameBeginningOrId(String typed) {
    node.on("POST /api/nodes/" + CELLAR + "/ping", 200,
        new JsonObject().put("nodeId", CELLAR).put("name", "cellar").put("pingMs", 12.34));

    Ran ran = kith("ping", typed, "--count", "2");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("cellar (3fa9c1d2e3f4)  12.3 ms").contains("2 of 2 pings answered: least 12.3 ms");
  }

  @ParameterizedTest
  @CsvSource({"3fa9,may be any of cellar", "3fa,no node is called", "roof,no node is called"})
  void whatNamesNoNodeOrSeveralIsRefused(String typed, String expected) {
    Ran ran = kith("ping", typed);

    assertThat(ran.exit()).isEqualTo(Exit.REFUSED);
    assertThat(ran.err()).contains(expected);
  }

  @Test
  void aPingWithoutAnAnswerIsLostAndAllLostIsATimeOut() {
    node.on("POST /api/nodes/" + CELLAR + "/ping", Answer.json(504, new JsonObject().put("error", "no answer")));

    Ran ran = kith("ping", "cellar", "--count", "3", "--json");

    assertThat(ran.exit()).isEqualTo(Exit.TIMEOUT);
    assertThat(ran.json().getInteger("lost")).isEqualTo(3);
    assertThat(kith("ping", "cellar", "--count", "1001").err()).contains("--count", "1000", "1001");
  }

  @Test
  void statsAreOfTheAskedNodeUnlessTold() {
    JsonObject stats = new JsonObject().put("nodeId", HERE).put("name", "here").put("version", "1.0").put("uptimeMs", 125_000)
        .put("cores", 4).put("loadAverage", null).put("heapUsedBytes", 64L << 20).put("heapMaxBytes", 256L << 20)
        .put("figures", new JsonObject().put("sessions", 2));
    node.on("GET /api/stats", 200,
        new JsonObject().put("stats", new JsonArray().add(stats)).put("silent", new JsonArray().add(ATTIC)));

    Ran one = kith("stats");
    assertThat(last().uri()).isEqualTo("/api/stats?node=" + HERE);
    assertThat(one.out()).contains("up        2 min 5 s", "heap      64 of 256 MiB", "load      -", "sessions  2");
    Ran all = kith("stats", "--all");
    assertThat(last().uri()).isEqualTo("/api/stats");
    assertThat(all.out()).contains("NODE", "2 min 5 s");
    assertThat(all.err()).contains("no answer from " + ATTIC);
    assertThat(kith("stats", "cellar", "--all").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void logsLoseTheirControlCharacters() {
    node.on("GET /api/nodes/" + CELLAR + "/logs", 200,
        new JsonObject().put("lines", new JsonArray().add("a\u001b[2Jb")).put("hasMore", true));

    Ran ran = kith("logs", "cellar", "--lines", "5");

    assertThat(last().uri()).endsWith("/logs?lines=5");
    assertThat(ran.out()).isEqualTo("a\uFFFD[2Jb" + System.lineSeparator());
    assertThat(ran.err()).contains("older lines");
  }

  @Test
  void aTokenIsShownAsTheCommandToType() {
    node.on("POST /api/mesh/tokens", 201, new JsonObject().put("id", "t1").put("token", "s3cret").put("role", "controller")
        .put("join", new JsonArray().add("192.0.2.7:8080#s3cret")).put("maxUses", 2)
        .put("expiresAt", Instant.now().plusSeconds(905).toString()));

    Ran ran = kith("token", "create", "--role", "master", "--ttl", "15min", "--uses", "2", "--outbound-only");

    assertThat(last().json()).isEqualTo(new JsonObject().put("role", "controller").put("ttlSec", 900).put("uses", 2)
        .put("outboundOnly", true));
    assertThat(ran.out().lines().toList()).first().isEqualTo("kith join 192.0.2.7:8080#s3cret");
    assertThat(ran.out()).contains("id t1, for 2 controllers, ends in 15 min");
    assertThat(kith("token", "create", "--role", "boss").err()).contains("controller (or master), worker or dual, not \"boss\"");
    assertThat(kith("token", "create", "--ttl", "soon").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void onLoopbackATokenAndAnInviteSayWhoCanUseThemAndHowToStartInstead() {
    node.on("POST /api/mesh/tokens", 201, new JsonObject().put("id", "t1").put("token", "s3cret").put("role", "worker")
        .put("join", new JsonArray().add("127.0.0.1:8080/x#s3cret")).put("maxUses", 1).put("thisMachineOnly", true))
        .on("POST /api/invites/worker", 201, new JsonObject().put("inviteUrl", "http://127.0.0.1:8080/worker#a")
            .put("thisMachineOnly", true))
        .on("POST /api/invites/worker", 201, new JsonObject().put("inviteUrl", "https://mesh.example/worker#a")
            .put("thisMachineOnly", false));
    assertThat(kith("token", "create").out()).contains("kith join 127.0.0.1:8080/x#s3cret", "another machine can't join by it",
        "kith up --host 0.0.0.0");
    assertThat(kith("invite").out()).contains("Only browsers on this machine", "kith up --host 0.0.0.0");
    assertThat(kith("invite").out()).doesNotContain("Only browsers on this machine");
  }

  @Test
  void tokensAreListedWithTheirState() {
    JsonObject token = new JsonObject().put("id", "t1").put("role", "worker").put("uses", 1).put("maxUses", 1)
        .put("issuer", "owner")
        .put("expiresAt", Instant.now().plusSeconds(600).toString());
    node.on("GET /api/mesh/tokens", 200, new JsonObject().put("tokens", new JsonArray().add(token)
        .add(token.copy().put("id", "t2").put("uses", 0)).add(token.copy().put("id", "t3").put("revoked", true))
        .add(token.copy().put("id", "t4").put("uses", 0).put("expiresAt", "2020-01-01T00:00:00Z"))));

    assertThat(kith("token", "list").out()).containsPattern("t1 .*used up").containsPattern("t2 .*good")
        .containsPattern("t3 .*revoked").containsPattern("t4 .*expired .*days ago");
    node.on("DELETE /api/mesh/tokens/t1", 200, new JsonObject().put("ok", true));
    assertThat(kith("token", "revoke", "t1").out()).contains("token t1 revoked");
  }

  private JsonObject status(Instant from, Instant to) {
    return new JsonObject().put("mesh", "ab".repeat(16)).put("authority", HERE).put("fingerprint", "cd".repeat(32))
        .put("rootUntil", Instant.now().plus(3650, ChronoUnit.DAYS).toString())
        .put("intermediateUntil", Instant.now().plus(365, ChronoUnit.DAYS).toString()).put("rootKeyHere", true).put("meshKey", 2)
        .put("cards", new JsonArray().add(new JsonObject().put("nodeId", CELLAR).put("name", "cellar").put("role", "worker")
            .put("notBefore", from.toString()).put("notAfter", to.toString()).put("renewAt", from.toString())))
        .put("revoked", new JsonArray().add(new JsonObject().put("nodeId", ATTIC).put("name", "attic").put("reason", "sold")
            .put("revokedAt", from.toString())));
  }

  @Test
  void theAuthorityCountsDownAndWarnsOfLateCards() {
    Instant now = Instant.now();
    node.on("GET /api/mesh/ca", 200, status(now.minus(10, ChronoUnit.DAYS), now.plus(80, ChronoUnit.DAYS).plusSeconds(60)))
        .on("GET /api/mesh/ca", 200, status(now.minus(61, ChronoUnit.DAYS), now.plus(29, ChronoUnit.DAYS).plusSeconds(60)));

    Ran good = kith("ca", "status");
    assertThat(good.out()).contains("root          ends in 36", "cellar", "in 80 days", "10 days ago", "sold", "export-root");
    assertThat(good.err()).isEmpty();
    assertThat(kith("ca", "status").err()).contains("warning: the card of cellar (3fa9c1d2e3f4) ends in 29 days");
  }

  @Test
  void theAuthoritySaysWhatItHadForgotten() {
    JsonObject status = status(Instant.now(), Instant.now().plus(80, ChronoUnit.DAYS));
    status.getJsonArray("cards").getJsonObject(0).put("shown", true);
    node.on("GET /api/mesh/ca", 200, status.put("unrecorded", new JsonArray().add(HERE)));

    Ran ran = kith("ca", "status");
    assertThat(ran.out()).contains("recorded again from its card", Peer.shortened(HERE) + " ");
    assertThat(ran.err()).contains("the authority's journal is older than 2 nodes", "kith node revoke ID");
  }

  @Test
  void aNodeThatOnlyTheAuthorityKnowsIsFoundByItsName() {
    node.on("GET /api/mesh/ca", 200, status(Instant.now(), Instant.now().plusSeconds(60)).put("cards",
        new JsonArray().add(new JsonObject().put("nodeId", ATTIC).put("name", "never started"))))
        .on("POST /api/mesh/nodes/" + ATTIC + "/revoke", 200, new JsonObject().put("ok", true));
    assertThat(kith("node", "revoke", "never started").out()).contains("node " + ATTIC + " revoked");
  }

  @Test
  void nodesAreRevokedAndGetRolesAndKeysAreMadeAnew() {
    JsonObject ok = new JsonObject().put("ok", true);
    node.on("POST /api/mesh/nodes/" + CELLAR + "/revoke", 200, ok).on("POST /api/mesh/nodes/" + CELLAR + "/role", 200, ok)
        .on("POST /api/mesh/rekey", 200, new JsonObject().put("peers", 1)).on("POST /api/mesh/rotate-intermediate", 200, ok);

    assertThat(kith("node", "revoke", "cellar", "--reason", "sold").exit()).isZero();
    assertThat(last().json()).isEqualTo(new JsonObject().put("reason", "sold"));
    assertThat(kith("node", "role", "cellar", "master").exit()).isZero();
    assertThat(last().json()).isEqualTo(new JsonObject().put("role", "controller"));
    assertThat(kith("rekey").out()).contains("new sessions with 1 peer");
    assertThat(kith("ca", "rotate").exit()).isZero();
  }

  @Test
  void theRootGoesIntoAFileOfItsOwnAndThenAway(@TempDir Path stick) throws IOException {
    Path mesh = Files.createDirectory(data.resolve("mesh"));
    secret(mesh.resolve("root.key"), "-----KEY-----\n");
    secret(mesh.resolve("root.pem"), "-----CERTIFICATE-----\n");
    Path out = stick.resolve("root.pem");

    assertThat(export(out).exit()).isZero();
    assertThat(out).hasContent("-----KEY-----\n-----CERTIFICATE-----\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out))).isEqualTo("rw-------");
    assertThat(mesh.resolve("root.key")).exists();
    assertThat(export(out).exit()).as("never over another file").isEqualTo(Exit.REFUSED);
    assertThat(export(data.resolve("root.pem")).err()).contains("kept elsewhere");
    Path second = stick.resolve("again.pem");
    assertThat(export(second, "--remove", "--json").json().getBoolean("removed")).isTrue();
    assertThat(mesh.resolve("root.key")).doesNotExist();
    assertThat(second).content().contains("-----KEY-----");
    assertThat(export(stick.resolve("none.pem")).err()).contains("root.key is not there");
  }

  private Ran export(Path out, String... more) {
    List<String> all = new ArrayList<>(List.of("ca", "export-root", "--out", out.toString()));
    all.addAll(List.of(more));
    return Ran.kith(environment(), "", false, all.toArray(String[]::new));
  }

  private static void secret(Path file, String text) throws IOException {
    Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  @Test
  void whoWillNotSayYesDoesNotLeave() throws IOException {
    secret(data.resolve("local.json"),
        new JsonObject().put("url", node.url().toString()).put("pid", ProcessHandle.current().pid()).encode());
    node.on("GET /api/mesh/ca", 200, new JsonObject().put("authority", CELLAR));

    Ran ran = Ran.kith(environment(), "", false, "leave");

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("--yes");
    assertThat(node.asked).noneMatch(asked -> asked.method().equals("POST"));
  }

  @Test
  void theAuthorityLeavesOnlyIfTheMeshIsToEnd() throws IOException {
    secret(data.resolve("local.json"),
        new JsonObject().put("url", node.url().toString()).put("pid", ProcessHandle.current().pid()).encode());
    node.on("GET /api/mesh/ca", 200, new JsonObject().put("authority", HERE));

    Ran ran = Ran.kith(environment(), "", false, "leave", "--yes");

    assertThat(ran.exit()).isEqualTo(Exit.REFUSED);
    assertThat(ran.err()).contains("--destroy-mesh");
  }

  @Test
  void aNodeLeavesForGoodOnceItHasStopped() throws Exception {
    Process running = new ProcessBuilder("sleep", "600").start();
    try {
      Files.createDirectory(data.resolve("mesh"));
      secret(data.resolve("node.key"), "k");
      secret(data.resolve("data.key"), "k");
      secret(data.resolve("local.json"), new JsonObject().put("url", node.url().toString()).put("pid", running.pid()).encode());
      node.on("GET /api/mesh/ca", 200, new JsonObject().put("authority", CELLAR)).on("POST /api/mesh/nodes/" + HERE + "/revoke",
          200,
          new JsonObject().put("ok", true));

      Ran ran = Ran.kith(environment(), "", false, "leave", "--yes", "--json");

      assertThat(ran.exit()).as(ran.err()).isZero();
      assertThat(last().json()).isEqualTo(new JsonObject().put("reason", "left"));
      assertThat(running.isAlive()).isFalse();
      assertThat(Path.of(ran.json().getString("movedTo"))).isDirectoryContaining("glob:**/mesh")
          .isDirectoryContaining("glob:**/node.key");
      assertThat(data.resolve("node.key")).doesNotExist();
      assertThat(data.resolve("data.key")).exists();
    } finally {
      running.destroyForcibly();
    }
  }

  @Test
  void onlyTheNodeOfThisMachineLeaves() throws IOException {
    secret(data.resolve("local.json"),
        new JsonObject().put("url", "http://127.0.0.1:1").put("pid", ProcessHandle.current().pid()).encode());

    Ran ran = kith("leave", "--yes");

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("http://127.0.0.1:1", "kith node revoke");
    assertThat(node.asked).isEmpty();
  }

  @Test
  void whereNoNodeRunsNothingLeaves() {
    Ran ran = Ran.kith(environment(), "", false, "leave", "--yes");

    assertThat(ran.exit()).isEqualTo(Exit.ACCESS);
    assertThat(ran.err()).contains("kith node revoke");
  }

  /// What the enrolment was asked for.
  private record Enrolled(String door, String token, String listensOn, String label) {}

  private Ran join(List<Enrolled> enrolled, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), java.io.InputStream.nullInputStream(),
        environment(),
        false);
    picocli.CommandLine line = new picocli.CommandLine(new JoinCommand(terminal, (config, door, token, progress) -> {
      progress.accept("card issued");
      enrolled.add(new Enrolled(door, token, config.http().host(), config.label()));
    }));
    line.setExecutionExceptionHandler((e, _, _) -> {
      terminal.say(e.getMessage());
      return e instanceof CommandFailed failed ? failed.exit() : Exit.FAILED;
    });
    int exit = line.execute(args);
    return new Ran(exit, out.toString(), err.toString());
  }

  @Test
  void joiningListensForAllUnlessTheMeshIsOnThisMachine() throws IOException {
    List<Enrolled> enrolled = new ArrayList<>();

    Ran ran = join(enrolled, "192.0.2.7:8080#token-token", "--enrol-only", "--name", "the cellar's");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(enrolled).containsExactly(new Enrolled("192.0.2.7:8080", "token-token", "0.0.0.0", "the cellar's"));
    assertThat(ran.err()).contains("kith: card issued").doesNotContain("token-token");
    assertThat(Files.readString(data.resolve("started.yaml"))).contains("host: '0.0.0.0'", "label: 'the cellar''s'")
        .doesNotContain("port");
    Files.delete(data.resolve("started.yaml"));
    join(enrolled, "[::1]:8080#token-token", "--enrol-only", "--port", "0");
    assertThat(enrolled.getLast()).isEqualTo(new Enrolled("[::1]:8080", "token-token", "127.0.0.1", ""));
    assertThat(Files.readString(data.resolve("started.yaml"))).contains("port: 0").doesNotContain("label");
    join(enrolled, "192.0.2.7:8080#token-token", "--enrol-only");
    assertThat(enrolled.getLast().listensOn()).as("what was kept wins").isEqualTo("127.0.0.1");
  }

  @Test
  void aNodeThatOnlyDialsOutDoesSoAtLaterStartsToo() throws IOException {
    assertThat(join(new ArrayList<>(), "192.0.2.7:8080#token-token", "--enrol-only", "--outbound-only").exit()).isZero();

    assertThat(Files.readString(data.resolve("started.yaml"))).contains("mesh:\n  outboundOnly: true\n");
  }

  @Test
  void whatToJoinMayComeFromAFile() throws IOException {
    List<Enrolled> enrolled = new ArrayList<>();
    Path file = Files.writeString(data.resolve("invitation"), "https://mesh.example:443/x/y/#token-token\n");

    assertThat(join(enrolled, "--token-file", file.toString(), "--enrol-only", "--host", "127.0.0.1").exit()).isZero();
    assertThat(enrolled.getLast()).isEqualTo(new Enrolled("mesh.example:443/x/y", "token-token", "127.0.0.1", ""));
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.7:8080,HOST:PORT#TOKEN", "192.0.2.7:99999#token-token,99999", "192.0.2.7#token-token,HOST:PORT#TOKEN",
      "'',HOST:PORT#TOKEN"})
  void aMalformedTicketIsRefusedWithoutItsSecret(String text, String expected) {
    Ran ran = join(new ArrayList<>(), text);

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains(expected).doesNotContain("token-token");
  }

  @Test
  void rolesAreInTokensAndOneMeshIsEnough() throws IOException {
    List<Enrolled> enrolled = new ArrayList<>();
    assertThat(join(enrolled, "192.0.2.7:8080#token-token", "--role", "worker").err()).contains("kith token create --role");
    Files.createDirectory(data.resolve("mesh"));
    Files.writeString(data.resolve("mesh").resolve("mesh.json"), "x");
    assertThat(MeshFiles.there(data)).isTrue();
    Ran ran = join(enrolled, "192.0.2.7:8080#token-token");
    assertThat(ran.exit()).isEqualTo(Exit.REFUSED);
    assertThat(ran.err()).contains("kith leave");
    assertThat(enrolled).isEmpty();
  }

  @Test
  void theSharedSecretOfOldIsRefusedWithWhatToDoInstead() {
    Ran ran = Ran.kith(environment(), "up", "--auth", "hunter2");

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("kith token create", "kith join").doesNotContain("hunter2");
  }

  @Test
  void aKeyByItsOldNameIsWarnedOfToo() {
    Ran ran = Ran.kith(Map.of("KITH_DATA", data.toString()), "nodes", "--auth", FakeNode.KEY, "--host", node.url().toString());

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("list of processes");
  }

  @Test
  void clearTrafficIsRefusedBeyondLoopback() {
    Ran ran = Ran.kith(environment(), "up", "--insecure-dev", "--host", "0.0.0.0");

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("--insecure-dev", "loopback only");
  }

  @Test
  void lengthsOfTimeAreReadWithTheirUnits() {
    assertThat(List.of("90", "90s", "15 min", "15m", "1h", "1d").stream().map(text -> Span.seconds("--ttl", text)))
        .containsExactly(90L, 90L, 900L, 900L, 3_600L, 86_400L);
    assertThat(List.of(Span.ping(0.0), Span.ping(null), Span.ping(-1))).containsExactly("0.00 ms", "-", "-");
    assertThat(List.of(Span.ping(99.96), Span.ping(340.2), Span.ping(1_234))).containsExactly("100.0 ms", "340 ms", "1.23 s");
  }
}
