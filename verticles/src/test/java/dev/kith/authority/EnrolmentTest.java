package dev.kith.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

<<<<<<<HEAD
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
import org.junit.jupiter.params.provider.ValueSource;=======
import dev.kith.crypto.Base64Url;
import dev.kith.message.AuthorityRequest.MakeToken;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;>>>>>>>w/auth

class EnrolmentTest {
  @TempDir
  Path directory;<<<<<<<HEAD
  private Mesh mesh;
  private HttpClient http;

  @BeforeEach
  void make() throws Exception {
    mesh = Mesh.inClear(Vertx.vertx(), directory);
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
    try (Mesh other = Mesh.overTls(Vertx.vertx(), directory.resolve("other"))) {
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
    JoinRequest both = new JoinRequest(request.target(), request.data(), Mesh.own("second", "127.0.0.2", "192.0.2.1"),
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
    int cards = mesh.authority.status().cards().size();
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
    assertThat(mesh.authority.status().cards()).hasSize(cards);
  }

  /// D1: whoever goes on guessing is held off.
  @Test
  void wrongTokensAreCounted() throws Exception {
    String wrong = TokenText.make(TokenText.parse(mesh.token()).root()).text();
    byte[] guess = MessageCodec
        .encode(NodeKeys.loadOrCreate(directory.resolve("x")).enrolment(wrong, Mesh.own("x", "127.0.0.4"), Optional.empty()));
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
    assertThat(mesh.authority.status().cards()).hasSize(1);
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
    assertThat(mesh.authority.status().cards()).hasSize(1);
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
    List<CardView> cards = mesh.authority.status().cards();
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
      AuthorityVerticle verticle = new AuthorityVerticle(mesh.config, second, Optional.empty(), () -> Mesh.own("second", "127.0.0.2"),
          List::of, mesh.clock);
      int port = Mesh.door(vertx, verticle, new HttpServerOptions());
      HttpResponse<String> answer = post(port, "", "{}".getBytes(StandardCharsets.UTF_8));
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.body()).contains(mesh.membership.node().value(), "127.0.0.1", "\"code\":\"conflict\"");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
=======

  private TestMesh mesh;
  private NodeKeys keys;

  @BeforeEach
  void make() {
    mesh = new TestMesh(directory);
    keys = NodeKeys.loadOrCreate(directory.resolve("second"));
  }

  private Enrolment request(String token) { return keys.enrolment(token, TestMesh.own("second"), Optional.empty()); }

  private void refused(ErrorCode code, String text, ThrowingCallable call) {
    int before = mesh.authority.status().cards().size();
    assertThatThrownBy(call).isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(text);
    assertThat(mesh.authority.status().cards()).as("nothing was issued").hasSize(before);
  }

  @Test
  void aTokenLetsOneNodeInAndBothBelieveEachOther() {
    Membership second = mesh.join("second", Role.CONTROLLER);
    assertThat(second.card().role()).isEqualTo(Role.CONTROLLER);
    assertThat(second.card().addresses()).containsExactly("10.0.0.2");
    assertThat(second.authority()).isEqualTo(mesh.first.node());
    assertThat(second.jobSecret()).isPresent();
    assertThat(second.meshKeys(mesh.clock.instant())).isEqualTo(mesh.first.meshKeys(mesh.clock.instant()));
    byte[] staticKey = Base64Url.decode(second.card().staticKey()).orElseThrow();
    assertThat(mesh.trust(mesh.first).check(second.credential(), staticKey).node()).isEqualTo(second.node());
    byte[] firstKey = Base64Url.decode(mesh.first.card().staticKey()).orElseThrow();
    assertThat(mesh.trust(second).check(mesh.first.credential(), firstKey).role()).isEqualTo(Role.DUAL);
  }

  @Test
  void aWorkerGetsNoKeyThatSignsJobs() {
    Membership worker = mesh.join("second", Role.WORKER);
    assertThat(worker.jobSecret()).isEmpty();
    assertThat(worker.jobKey().spki()).isEqualTo(mesh.first.jobKey().spki());
  }

  @Test
  void filesAreTheOwnersAlone() throws Exception {
    mesh.join("second", Role.DUAL);
    for (String home : List.of("first", "second")) {
      try (var files = Files.list(directory.resolve(home, "mesh"))) {
        assertThat(files.toList()).isNotEmpty().allSatisfy(
            file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------"));
      }
>>>>>>> w/auth
    }
  }

  @Test
<<<<<<< HEAD
  void nobodyThereIsSaidSo() throws Exception {
    JoinRequest nowhere = new JoinRequest("127.0.0.1:" + ChallengeTest.freePort() + "#" + mesh.token(), directory.resolve("x"),
        Mesh.own("x", "127.0.0.2"), Optional.empty(), mesh.config.challengePort());
    assertThatThrownBy(() -> Joiner.join(nowhere, mesh.clock, _ -> {})).isInstanceOf(KithException.class)
        .hasMessageContaining("cannot reach 127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:1", "host:1#", "#k1.x", "http://host:1#k1.x", "user@host:1#k1.x", "host:1#k1.x y",
      "host:1/\r\n#k1.x"})
  void whatIsNoInvitationIsRefused(String target) {
    assertThatThrownBy(() -> new JoinRequest(target, directory, Mesh.own("x"), Optional.empty(), 8802))
        .isInstanceOf(KithException.class);
  }

  private Enrolment enrolment(String address) {
    return NodeKeys.loadOrCreate(directory.resolve("fifth")).enrolment(mesh.token(), Mesh.own("fifth", address),
        Optional.empty());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return post(path, body.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> post(String path, byte[] body) throws Exception { return post(mesh.port, path, body); }

  private HttpResponse<String> post(int port, String path, byte[] body) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + AuthorityVerticle.PATH + path))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(), HttpResponse.BodyHandlers.ofString());
=======
  void noTokenIsRefused() {
    refused(ErrorCode.INVALID, "token is not one", () -> request(""));
    Enrolment good = request(mesh.token(Role.WORKER, 1));
    refused(ErrorCode.INVALID, "token is not one", () -> mesh.authority.enrol(new Enrolment("k1.abc", good.csr(), good.name(),
        good.role(), good.addresses(), good.ports(), good.staticKey(), good.identityKey(), good.signature())));
  }

  @Test
  void unknownAndWrongTokensAreRefused() {
    String token = mesh.token(Role.WORKER, 1);
    TokenText real = TokenText.parse(token);
    String guessed = new TokenText(real.id(), new byte[32], real.root()).text();
    String unknown = new TokenText(new byte[8], real.secret(), real.root()).text();
    refused(ErrorCode.FORBIDDEN, "token is unknown", () -> mesh.authority.enrol(request(guessed)));
    refused(ErrorCode.FORBIDDEN, "token is unknown", () -> mesh.authority.enrol(request(unknown)));
  }

  @Test
  void usedTokenIsRefusedEvenIfBothOrdersWereMadeBefore() {
    String token = mesh.token(Role.WORKER, 1);
    Order order = mesh.authority.enrol(request(token));
    NodeKeys others = NodeKeys.loadOrCreate(directory.resolve("third"));
    Order late = mesh.authority.enrol(others.enrolment(token, TestMesh.own("third"), Optional.empty()));
    mesh.authority.complete(order.id(), order.addresses());
    refused(ErrorCode.FORBIDDEN, "token is used up (1 of 1)", () -> mesh.authority.complete(late.id(), late.addresses()));
    refused(ErrorCode.FORBIDDEN, "token is used up (1 of 1)", () -> mesh.authority.enrol(request(token)));
    refused(ErrorCode.FORBIDDEN, "no such order", () -> mesh.authority.complete(order.id(), order.addresses()));
  }

  @Test
  void expiredAndRevokedTokensAreRefused() {
    String revoked = mesh.token(Role.WORKER, 1);
    mesh.authority.revokeToken(TokenText.parse(revoked).idHex());
    refused(ErrorCode.FORBIDDEN, "token was revoked", () -> mesh.authority.enrol(request(revoked)));
    String token = mesh.token(Role.WORKER, 1);
    mesh.clock.advance(MakeToken.TTL);
    refused(ErrorCode.FORBIDDEN, "token expired", () -> mesh.authority.enrol(request(token)));
  }

  @Test
  void tokenForAnotherRoleIsRefused() {
    String token = mesh.token(Role.WORKER, 1);
    refused(ErrorCode.FORBIDDEN, "token is for role WORKER, not CONTROLLER",
        () -> mesh.authority.enrol(keys.enrolment(token, TestMesh.own("second"), Optional.of(Role.CONTROLLER))));
  }

  @Test
  void anotherMeshsTokenIsRefusedAndItsRootIsNotBelieved() {
    TestMesh other = new TestMesh(directory.resolve("other"));
    String token = other.token(Role.WORKER, 1);
    refused(ErrorCode.FORBIDDEN, "token is unknown", () -> mesh.authority.enrol(request(token)));
    Order order = other.authority.enrol(request(token));
    Welcome welcome = other.authority.complete(order.id(), order.addresses());
    String ours = mesh.token(Role.WORKER, 1);
    refused(ErrorCode.FORBIDDEN, "not the one that the token names",
        () -> Membership.join(directory.resolve("second"), keys, ours, welcome, mesh.clock.instant()));
  }

  @Test
  void changedRequestIsRefused() {
    Enrolment good = request(mesh.token(Role.WORKER, 1));
    refused(ErrorCode.FORBIDDEN, "not signed by the identity key",
        () -> mesh.authority.enrol(new Enrolment(good.token(), good.csr(), "other name", good.role(), good.addresses(),
            good.ports(), good.staticKey(), good.identityKey(), good.signature())));
  }

  @Test
  void nodeIdStaysWithItsIdentity() {
    mesh.join("second", Role.WORKER);
    NodeKeys thief = new NodeKeys(keys.node(), dev.kith.crypto.SigningKey.generate(), keys.tls());
    refused(ErrorCode.CONFLICT, "known by another identity key", () -> mesh.authority
        .enrol(thief.enrolment(mesh.token(Role.WORKER, 1), TestMesh.own("second"), Optional.empty())));
  }

  @Test
  void addressesMustBeThoseOfHosts() {
    for (String address : List.of("127.0.0.1", "::1", "0.0.0.0", "169.254.169.254", "224.0.0.1", "::ffff:127.0.0.1",
        "2130706433", "0177.0.0.1", "10.1", "example.com", "fe80::1", "255.255.255.255", "10.0.0.1:80", "ff02::1", "fe80::1%lo"))
      refused(ErrorCode.INVALID, "addresses", () -> mesh.authority.enrol(keys.enrolment(mesh.token(Role.WORKER, 1),
          new Own("second", List.of(address), TestMesh.PORTS), Optional.empty())));
  }

  @Test
  void onlyProvedAddressesAreOnTheCard() {
    String token = mesh.token(Role.WORKER, 1);
    Own own = new Own("second", List.of("10.0.0.2", "10.0.0.3"), TestMesh.PORTS);
    Order order = mesh.authority.enrol(keys.enrolment(token, own, Optional.empty()));
    assertThat(order.answer()).isEqualTo(keys.answer(order.challenge()));
    Welcome welcome = mesh.authority.complete(order.id(), List.of("10.0.0.3"));
    Membership joined = Membership.join(directory.resolve("second"), keys, token, welcome, mesh.clock.instant());
    assertThat(joined.card().addresses()).containsExactly("10.0.0.3");
    assertThat(joined.differs(own)).isTrue();
  }

  @Test
  void unansweredChallengeIssuesNothing() {
    Order order = mesh.authority.enrol(request(mesh.token(Role.WORKER, 1)));
    refused(ErrorCode.FORBIDDEN, "answered the challenge", () -> mesh.authority.complete(order.id(), List.of()));
    Order late = mesh.authority.enrol(request(mesh.token(Role.WORKER, 1)));
    mesh.clock.advance(Orders.TTL.plusSeconds(1));
    refused(ErrorCode.FORBIDDEN, "no such order", () -> mesh.authority.complete(late.id(), late.addresses()));
  }

  @Test
  void nodeThatOnlyDialsOutHasNoAddress() {
    String token = mesh.authority.makeToken(new MakeToken("k", Role.WORKER, MakeToken.TTL, 1, true)).token();
    refused(ErrorCode.INVALID, "must be none", () -> mesh.authority.enrol(request(token)));
    Order order = mesh.authority.enrol(keys.enrolment(token, new Own("second", List.of(), TestMesh.PORTS), Optional.empty()));
    assertThat(order.addresses()).isEmpty();
    Welcome welcome = mesh.authority.complete(order.id(), List.of());
    assertThat(Membership.join(directory.resolve("second"), keys, token, welcome, mesh.clock.instant()).card().addresses())
        .isEmpty();
  }

  @Test
  void thereIsALimitOfTokens() {
    for (int i = 0; i < AuthorityState.TOKENS_MAX; i++)
      mesh.token(Role.WORKER, 1);
    refused(ErrorCode.CONFLICT, "there are 1000 tokens", () -> mesh.token(Role.WORKER, 1));
    mesh.clock.advance(Duration.ofHours(2));
    assertThat(mesh.token(Role.WORKER, 1)).startsWith("k1.");
  }

  @Test
  void secretsAreNotInTexts() {
    String token = mesh.token(Role.WORKER, 1);
    assertThat(request(token).toString()).doesNotContain(token);
    assertThat(mesh.authority.tokens().toString()).doesNotContain(token.substring(20));
>>>>>>> w/auth
  }
}
