package dev.kith.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.codec.MessageCodec;
import dev.kith.crypto.Base64Url;
import dev.kith.crypto.CertificateRequest;
import dev.kith.crypto.P256Key;
import dev.kith.message.AuthorityReply.CardView;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Role;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolmentDoorTest {
  @TempDir
  Path directory;
  private TestDoor mesh;
  private HttpClient http;

  @BeforeEach
  void make() throws Exception {
    mesh = TestDoor.inClear(Vertx.vertx(), directory);
    http = HttpClient.newHttpClient();
  }

  @AfterEach
  void end() {
    http.close();
    mesh.close();
  }

  @Test
  void nodeJoins() {
    List<String> lines = new ArrayList<>();
    Joined joined = Joiner.join(mesh.request("second", mesh.token(), "127.0.0.2"), mesh.clock, lines::add);
    assertThat(joined.membership().mesh()).isEqualTo(mesh.membership.mesh());
    assertThat(joined.membership().card().role()).isEqualTo(Role.WORKER);
    assertThat(joined.membership().card().addresses()).containsExactly("127.0.0.2");
    assertThat(joined.membership().authority()).isEqualTo(mesh.membership.node());
    assertThat(joined.membership().jobSecret()).isEmpty();
    assertThat(joined.seeds()).containsExactly("127.0.0.1:8080");
    assertThat(joined.dropped()).isEmpty();
    assertThat(lines).hasSizeGreaterThan(2).noneMatch(line -> line.contains("k1."));
  }

  @Test
  void nodeJoinsOverTlsPinnedByTheToken() throws Exception {
    try (TestDoor other = TestDoor.overTls(Vertx.vertx(), directory.resolve("other"))) {
      assertThat(other.join("second", "127.0.0.2").membership().mesh()).isEqualTo(other.membership.mesh());
      JoinRequest wrong = other.request("third", mesh.token(), "127.0.0.3");
      assertThatThrownBy(() -> Joiner.join(wrong, mesh.clock, _ -> {})).isInstanceOf(KithException.class)
          .hasMessageContaining("certificate of another mesh").hasMessageContaining("nothing was sent");
      assertThat(mesh.authority.tokens().getFirst().uses()).isZero();
    }
  }

  @Test
  void controllerGetsTheKeyThatSignsJobs() {
    Joined joined = Joiner.join(mesh.request("second", mesh.token(Role.CONTROLLER, 1, false), "127.0.0.2"), mesh.clock, _ -> {});
    assertThat(joined.membership().jobSecret()).isPresent();
  }

  @Test
  void nodeThatOnlyDialsOutNeedsNoChallenge() { assertThat(mesh.join("second").membership().card().addresses()).isEmpty(); }

  @Test
  void addressThatDoesNotAnswerIsLeftOut() {
    JoinRequest request = mesh.request("second", mesh.token(), "127.0.0.2");
    JoinRequest both = new JoinRequest(request.target(), request.data(), TestDoor.own("second", "127.0.0.2", "192.0.2.1"),
        Optional.empty(),
        request.challengePort());
    Joined joined = Joiner.join(both, mesh.clock, _ -> {});
    assertThat(joined.membership().card().addresses()).containsExactly("127.0.0.2");
    assertThat(joined.dropped()).containsExactly("192.0.2.1");
  }

  /// D1.
  @Test
  void badTokensSignNothing() throws Exception {
    String used = mesh.token();
    Joiner.join(mesh.request("second", used, "127.0.0.2"), mesh.clock, _ -> {});
    String revoked = mesh.token();
    mesh.authority.tokens().stream().filter(token -> token.uses() == 0).forEach(token -> mesh.authority.revokeToken(token.id()));
    String expired = mesh.token();
    mesh.clock.pass(Duration.ofMinutes(61));
    int cards = mesh.authority.status(List.of()).cards().size();
    for (String token : List.of(used, revoked, expired, TokenText.make(TokenText.parse(used).root()).text())) {
      assertThatThrownBy(() -> Joiner.join(mesh.request("third", token, "127.0.0.3"), mesh.clock, _ -> {}))
          .isInstanceOf(KithException.class).satisfies(e -> assertThat(((KithException) e).code()).isEqualTo(ErrorCode.FORBIDDEN))
          .hasMessageContaining("token");
    }
    JoinRequest worker = mesh.request("third", mesh.token(), "127.0.0.3");
    JoinRequest dual = new JoinRequest(worker.target(), worker.data(), worker.own(), Optional.of(Role.DUAL),
        worker.challengePort());
    assertThatThrownBy(() -> Joiner.join(dual, mesh.clock, _ -> {})).isInstanceOf(KithException.class)
        .satisfies(e -> assertThat(((KithException) e).code()).isEqualTo(ErrorCode.FORBIDDEN));
    assertThat(post("", "{}").statusCode()).isEqualTo(400);
    assertThat(mesh.authority.status(List.of()).cards()).hasSize(cards);
  }

  /// D1: whoever goes on guessing is held off.
  @Test
  void wrongTokensAreCounted() throws Exception {
    String wrong = TokenText.make(TokenText.parse(mesh.token()).root()).text();
    byte[] guess = MessageCodec
        .encode(NodeKeys.loadOrCreate(directory.resolve("x")).enrolment(wrong, TestDoor.own("x", "127.0.0.4"), Optional.empty()));
    for (int i = 0; i < EnrolLimits.WRONG_PER_REMOTE; i++)
      assertThat(post("", guess).statusCode()).isEqualTo(403);
    HttpResponse<String> held = post("", guess);
    assertThat(held.statusCode()).isEqualTo(429);
    assertThat(held.headers().firstValue("retry-after")).isPresent();
  }

  @Test
  void nobodyWhoDoesNotAnswerTheChallengeIsLetIn() throws Exception {
    HttpResponse<String> opened = post("", MessageCodec.encode(enrolment("127.0.0.5")));
    assertThat(opened.statusCode()).isEqualTo(202);
    String order = MessageCodec.decode(opened.body().getBytes(StandardCharsets.UTF_8), Opened.class, 4_096).order();
    HttpResponse<String> finished = post("/" + order, "");
    assertThat(finished.statusCode()).isEqualTo(403);
    assertThat(finished.body()).contains("127.0.0.5 port " + mesh.config.challengePort(), "must be open");
    assertThat(mesh.authority.status(List.of()).cards()).hasSize(1);
    assertThat(post("/nosuchorder", "").statusCode()).isEqualTo(404);
  }

  /// D5.
  @Test
  void requestsForMoreThanANodeIsDueAreRefused() throws Exception {
    Enrolment good = enrolment("127.0.0.5");
    byte[] other = CertificateRequest.make(P256Key.generate(), List.of());
    byte[] broken = Base64Url.decode(good.csr()).orElseThrow();
    broken[broken.length - 1] ^= 1;
    for (String csr : List.of(Base64Url.encode(other), Base64Url.encode(broken), "AAAA")) {
      Enrolment bad = new Enrolment(good.token(), csr, good.name(), good.role(), good.addresses(), good.ports(), good.staticKey(),
          good.identityKey(), good.signature());
      assertThat(post("", MessageCodec.encode(bad)).statusCode()).isIn(400, 403);
    }
    NodeKeys keys = NodeKeys.loadOrCreate(directory.resolve("fifth"));
    Enrolment extra = new Enrolment(good.token(), Base64Url.encode(CertificateRequest.make(keys.tls(), List.of("10.9.9.9"))),
        good.name(),
        good.role(), good.addresses(), good.ports(), good.staticKey(), good.identityKey(), good.signature());
    TokenText token = TokenText.parse(good.token());
    Enrolment signed = new Enrolment(extra.token(), extra.csr(), extra.name(), extra.role(), extra.addresses(), extra.ports(),
        extra.staticKey(), extra.identityKey(),
        Base64Url.encode(keys.identity().sign(Transcripts.enrolment(extra, token.id(), token.root()))));
    HttpResponse<String> answer = post("", MessageCodec.encode(signed));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("not validated");
    assertThat(mesh.authority.status(List.of()).cards()).hasSize(1);
  }

  @Test
  void bodiesAreBoundedAndStrict() throws Exception {
    assertThat(post("", "x".repeat(Enrolment.BYTES_MAX + 1)).statusCode()).isEqualTo(413);
    for (String body : List.of("", "null", "[]", "{\"token\":1}", "{\"x\":1}", "\u0000", "{\"token\":\"a\",\"token\":\"b\"}"))
      assertThat(post("", body).statusCode()).isEqualTo(400);
  }

  /// D9.
  @Test
  void fiftyJoinAtOnce() throws Exception {
    String token = mesh.token(Role.WORKER, 50, false);
    List<Future<Joined>> joining = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        JoinRequest request = mesh.request("n" + i, token, "127.0.1." + (i + 1));
        joining.add(threads.submit(() -> Joiner.join(request, mesh.clock, _ -> {})));
      }
      for (Future<Joined> each : joining)
        assertThat(each.get().membership().mesh()).isEqualTo(mesh.membership.mesh());
    }
    List<CardView> cards = mesh.authority.status(List.of()).cards();
    assertThat(cards).hasSize(51);
    assertThat(new HashSet<>(cards.stream().map(CardView::serial).toList())).hasSize(51);
    assertThatThrownBy(() -> Joiner.join(mesh.request("late", token, "127.0.1.99"), mesh.clock, _ -> {}))
        .hasMessageContaining("token");
  }

  @Test
  void dataDirectoryOfAMeshIsRefused() {
    assertThatThrownBy(() -> Joiner.join(mesh.request("first", mesh.token(), "127.0.0.2"), mesh.clock, _ -> {}))
        .isInstanceOf(KithException.class).hasMessageContaining(mesh.membership.mesh())
        .satisfies(e -> assertThat(((KithException) e).code()).isEqualTo(ErrorCode.CONFLICT));
  }

  @Test
  void otherNodesNameTheAuthority() throws Exception {
    Membership second = mesh.join("second", "127.0.0.2").membership();
    Vertx vertx = Vertx.vertx();
    try {
      AuthorityVerticle verticle = new AuthorityVerticle(mesh.config, second, Optional.empty(),
          () -> TestDoor.own("second", "127.0.0.2"),
          List::of, List::of, mesh.clock);
      int port = TestDoor.door(vertx, verticle, new HttpServerOptions());
      HttpResponse<String> answer = post(port, "", "{}".getBytes(StandardCharsets.UTF_8));
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.body()).contains(mesh.membership.node().value(), "127.0.0.1", "\"code\":\"conflict\"");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void nobodyThereIsSaidSo() throws Exception {
    JoinRequest nowhere = new JoinRequest("127.0.0.1:" + ChallengeTest.freePort() + "#" + mesh.token(), directory.resolve("x"),
        TestDoor.own("x", "127.0.0.2"), Optional.empty(), mesh.config.challengePort());
    assertThatThrownBy(() -> Joiner.join(nowhere, mesh.clock, _ -> {})).isInstanceOf(KithException.class)
        .hasMessageContaining("cannot reach 127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:1", "host:1#", "#k1.x", "http://host:1#k1.x", "user@host:1#k1.x", "host:1#k1.x y",
      "host:1/\r\n#k1.x"})
  void whatIsNoInvitationIsRefused(String target) {
    assertThatThrownBy(() -> new JoinRequest(target, directory, TestDoor.own("x"), Optional.empty(), 8802))
        .isInstanceOf(KithException.class);
  }

  private Enrolment enrolment(String address) {
    return NodeKeys.loadOrCreate(directory.resolve("fifth")).enrolment(mesh.token(), TestDoor.own("fifth", address),
        Optional.empty());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return post(path, body.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> post(String path, byte[] body) throws Exception { return post(mesh.port, path, body); }

  private HttpResponse<String> post(int port, String path, byte[] body) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + AuthorityVerticle.PATH + path))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
