package dev.kith.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.io.TempDir;

class CardAuthorityTest {
  @TempDir
  Path directory;
  private TestMesh mesh;
  private NodeKeys keys;

  @BeforeEach
  void make() {
    mesh = new TestMesh(directory);
    keys = NodeKeys.loadOrCreate(directory.resolve("second"));
  }

  private Enrolment request(String token) { return keys.enrolment(token, TestMesh.own("second"), Optional.empty()); }

  private void refused(ErrorCode code, String text, ThrowingCallable call) {
    int before = mesh.authority.status(List.of()).cards().size();
    assertThatThrownBy(call).isInstanceOfSatisfying(KithException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(text);
    assertThat(mesh.authority.status(List.of()).cards()).as("nothing was issued").hasSize(before);
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
    }
  }

  @Test
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
    mesh.clock.pass(MakeToken.TTL);
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
        "2130706433", "0177.0.0.1", "10.1", "example..com", "localhost", "a.localhost", "fe80::1", "255.255.255.255",
        "10.0.0.1:80", "ff02::1", "fe80::1%lo"))
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
    mesh.clock.pass(Orders.TTL.plusSeconds(1));
    refused(ErrorCode.FORBIDDEN, "no such order", () -> mesh.authority.complete(late.id(), late.addresses()));
  }

  @Test
  void nodeThatOnlyDialsOutHasNoAddress() {
    String token = mesh.authority.makeToken(new MakeToken("k", Role.WORKER, MakeToken.TTL, 2, true)).token();
    assertThat(mesh.authority.enrol(request(token)).addresses()).as("whatever it says that it has").isEmpty();
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
    mesh.clock.pass(Duration.ofHours(2));
    assertThat(mesh.token(Role.WORKER, 1)).startsWith("k1.");
  }

  @Test
  void secretsAreNotInTexts() {
    String token = mesh.token(Role.WORKER, 1);
    assertThat(request(token).toString()).doesNotContain(token);
    assertThat(mesh.authority.tokens().toString()).doesNotContain(token.substring(20));
  }
}
