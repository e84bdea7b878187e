package dev.kith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.crypto.Certificates;
import dev.kith.crypto.SecretFile;
import dev.kith.model.Digest;
import dev.kith.node.Configuration;
import dev.kith.node.DoorCertificate;
import dev.kith.node.LocalNode;
import dev.kith.node.NodeConfig;
import dev.kith.node.RunningNode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
  @TempDir
  Path data;
  private FakeNode node;

  @BeforeEach
  void start() throws Exception {
    node = new FakeNode();
    node.on("GET /api/workers", 200, new JsonObject().put("count", 0).put("totalSlots", 0).put("workers", new JsonArray()));
  }

  @AfterEach
  void stop() throws Exception { node.close(); }

  private record Running(URI url, Optional<String> ownerKey, Optional<DoorCertificate> certificate) implements RunningNode {
    Running(URI url, Optional<String> ownerKey) { this(url, ownerKey, Optional.empty()); }

    @Override
    public List<URI> networkUrls() { return List.of(); }

    @Override
    public Optional<FirstStart> firstStart() { return Optional.of(new FirstStart("the-key", "the words")); }

    @Override
    public Sight sight() { return new Sight(0, List.of(), List.of()); }

    @Override
    public Future<Void> close() { return Future.succeededFuture(); }
  }

  private Ran workers(Map<String, String> environment, String... more) {
    String[] args = new String[more.length + 3];
    args[0] = "workers";
    args[1] = "--data";
    args[2] = data.toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return Ran.kith(environment, "", false, args);
  }

  @Test
  void theNodeOfThisUserIsFoundWithNothingGiven() throws IOException {
    LocalNode.write(data, new Running(node.url(), Optional.of(FakeNode.KEY)));

    assertThat(workers(Map.of()).exit()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("owner.key")))).isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("local.json")))).isEqualTo("rw-------");
    assertThat(workers(Map.of(), "--host", "localhost:" + node.url().getPort()).exit()).as("the same node by another name")
        .isZero();
    LocalNode.remove(data);
    assertThat(LocalNode.read(data)).isEmpty();
    assertThat(LocalNode.key(data)).contains(FakeNode.KEY);
  }

  @Test
  void theKeptKeyGoesToNoOtherNode() {
    LocalNode.write(data, new Running(URI.create("http://127.0.0.1:1"), Optional.of(FakeNode.KEY)));

    Ran ran = workers(Map.of(), "--host", node.url().toString());

    assertThat(ran.exit()).isEqualTo(Exit.ACCESS);
    assertThat(ran.err()).contains("no key for " + node.url());
    assertThat(node.asked).isEmpty();
  }

  @Test
  void keysComeByFlagFileInputAndEnvironment() throws IOException {
    String host = node.url().toString();
    Path file = data.resolve("key");
    Files.writeString(file, FakeNode.KEY + "\n");

    Ran flag = workers(Map.of("CLIENT_API_KEY", "wrong"), "--host", host, "--client-token", FakeNode.KEY);
    assertThat(flag.exit()).isZero();
    assertThat(flag.err()).contains("warning: --client-token").doesNotContain(FakeNode.KEY);
    assertThat(workers(Map.of("CLIENT_API_KEY", "wrong"), "--host", host, "--token-file", file.toString()).exit()).isZero();
    assertThat(workers(Map.of("CLIENT_API_KEY", FakeNode.KEY), "--host", host).err()).isEmpty();
    assertThat(Ran.kith(Map.of(), FakeNode.KEY + "\n", false, "workers", "--host", host, "--token-file", "-").exit()).isZero();
    assertThat(workers(Map.of("CLIENT_API_KEY", "wrong"), "--host", host).exit()).isEqualTo(Exit.ACCESS);
    assertThat(workers(Map.of("CLIENT_API_KEY", "with\nnewline"), "--host", host).exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void theKeyNeverCrossesTheNetworkInClear() {
    Ran ran = workers(Map.of("CLIENT_API_KEY", FakeNode.KEY), "--host", "http://192.0.2.1:8080");

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("in clear: use https://192.0.2.1:8080");
  }

  @Test
  void hostsThatAreNoneAreRefused() {
    for (String host : List.of("http://", "ftp://127.0.0.1", "http://a:b@127.0.0.1", "http://127.0.0.1/?x", "a b"))
      assertThat(workers(Map.of("CLIENT_API_KEY", FakeNode.KEY), "--host", host).exit()).as(host).isEqualTo(Exit.USAGE);
  }

  @Test
  void aSecretFileThatOthersMayReadIsRefused() throws IOException {
    SecretFile.write(data.resolve("owner.key"), FakeNode.KEY.getBytes(StandardCharsets.UTF_8));
    Files.setPosixFilePermissions(data.resolve("owner.key"), PosixFilePermissions.fromString("rw-r--r--"));
    SecretFile.write(data.resolve("local.json"), ("{\"url\":\"" + node.url() + "\"}").getBytes(StandardCharsets.UTF_8));

    Ran ran = workers(Map.of());

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("chmod 600");
  }

  private static Digest fingerprint(Path pem) throws IOException {
    return Certificates.fingerprint(Certificates.ofPem(Files.readString(pem)).getFirst());
  }

  @Test
  void aCertificateThatTheNodeMadeIsTrustedByteForByteAndNoOther() throws Exception {
    SelfSignedCertificate made = SelfSignedCertificate.create("node.example");
    SelfSignedCertificate other = SelfSignedCertificate.create("127.0.0.1");
    Path pem = Path.of(made.certificatePath());
    Path wrong = Path.of(other.certificatePath());
    try (FakeNode secure = new FakeNode(made)) {
      secure.on("GET /api/workers", 200, new JsonObject().put("count", 0).put("totalSlots", 0).put("workers", new JsonArray()));
      Map<String, String> key = Map.of("CLIENT_API_KEY", FakeNode.KEY);
      String host = secure.url().toString();

      assertThat(workers(key, "--host", host, "--cert", pem.toString()).exit()).isZero();
      assertThat(workers(key, "--host", host, "--cert", wrong.toString()).err()).contains("cannot trust " + host);
      assertThat(workers(key, "--host", host).exit()).isEqualTo(Exit.ACCESS);
      LocalNode.write(data,
          new Running(secure.url(), Optional.of(FakeNode.KEY), Optional.of(new DoorCertificate(pem, fingerprint(pem)))));
      assertThat(workers(Map.of()).exit()).as("the local node's certificate is known").isZero();
      assertThat(workers(Map.of(), "--host", secure.url().getAuthority()).exit()).as("by its port, without a scheme").isZero();
    }
  }

  @Test
  void theFirstStartShowsTheSecretsUnlessAJournalKeepsThem() throws IOException {
    SelfSignedCertificate made = SelfSignedCertificate.create("node.example");
    Path pem = Path.of(made.certificatePath());
    NodeConfig config = Configuration.load(Optional.empty(), Map.of("KITH_DATA", data.toString()), List.of()).node();
    Running running = new Running(node.url(), Optional.empty(), Optional.of(new DoorCertificate(pem, fingerprint(pem))));

    StringWriter shown = new StringWriter();
    new Greeting(new Terminal(new PrintWriter(shown), new PrintWriter(shown), System.in, Map.of(), false)).print(config, running);
    StringWriter kept = new StringWriter();
    new Greeting(new Terminal(new PrintWriter(kept), new PrintWriter(kept), System.in, Map.of("JOURNAL_STREAM", "8:1"), false))
        .print(config, running);

    assertThat(shown.toString()).contains("the-key", "the words", node.url() + "/client");
    assertThat(shown.toString().replace(":", "").toLowerCase(Locale.ROOT)).contains(fingerprint(pem).hex());
    assertThat(kept.toString()).doesNotContain("the-key").doesNotContain("the words").contains("owner.key");
  }
}
