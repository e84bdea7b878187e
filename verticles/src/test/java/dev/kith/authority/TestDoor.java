package dev.kith.authority;

import dev.kith.crypto.Certificates;
import dev.kith.message.AuthorityRequest.MakeToken;
import dev.kith.message.NodeCard.Ports;
import dev.kith.model.Role;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The first node of a [TestMesh] with its door on loopback, by the real clock: TLS knows no other.
final class TestDoor implements AutoCloseable {
  static final Ports PORTS = new Ports(8080, 5701, 5801);

  final HandClock clock = new HandClock(Instant.now());
  final Path directory;
  final Membership membership;
  final CardAuthority authority;
  final AuthorityVerticle verticle;
  final EnrolConfig config;
  final int port;
  private final Vertx vertx;

  private TestDoor(Vertx vertx, Path directory, boolean tls) throws Exception {
    this.vertx = vertx;
    this.directory = directory;
    TestMesh made = new TestMesh(directory, own("first", "127.0.0.1"), new AuthorityConfig(Duration.ofHours(24), true), clock);
    membership = made.first;
    authority = made.authority;
    config = new EnrolConfig(ChallengeTest.freePort(), true, Set.of(), Duration.ofSeconds(1), Duration.ofSeconds(1));
    verticle = new AuthorityVerticle(config, membership, Optional.of(authority), () -> own("first", "127.0.0.1"),
        () -> List.of("127.0.0.1:8080"), () -> List.of("127.0.0.1:8080/x"), clock);
    vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture().join();
    port = door(vertx, verticle, tls ? tls(membership) : new HttpServerOptions());
  }

  static TestDoor inClear(Vertx vertx, Path directory) throws Exception { return new TestDoor(vertx, directory, false); }

  static TestDoor overTls(Vertx vertx, Path directory) throws Exception { return new TestDoor(vertx, directory, true); }

  static Own own(String name, String... addresses) { return new Own(name, List.of(addresses), PORTS); }

  static int door(Vertx vertx, AuthorityVerticle verticle, HttpServerOptions options) throws Exception {
    Router router = Router.router(vertx);
    verticle.mount(router, request -> request.remoteAddress().hostAddress());
    HttpServer server = vertx.createHttpServer(options).requestHandler(router);
    return server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join().actualPort();
  }

  private static HttpServerOptions tls(Membership membership) {
    List<X509Certificate> chain = new ArrayList<>(membership.tls().chain());
    chain.addAll(membership.roots());
    String key = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(membership.tls().key().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
    return new HttpServerOptions().setSsl(true).setKeyCertOptions(
        new PemKeyCertOptions().setCertValue(Buffer.buffer(Certificates.pem(chain))).setKeyValue(Buffer.buffer(key)));
  }

  String token(Role role, int uses, boolean outboundOnly) {
    return authority.makeToken(new MakeToken("k1", role, Duration.ofHours(1), uses, outboundOnly)).token();
  }

  String token() { return token(Role.WORKER, 1, false); }

  JoinRequest request(String name, String token, String... addresses) {
    return new JoinRequest("127.0.0.1:" + port + "#" + token, directory.resolve(name), own(name, addresses), Optional.empty(),
        config.challengePort());
  }

  Joined join(String name, String... addresses) {
    return Joiner.join(request(name, token(Role.WORKER, 1, addresses.length == 0), addresses), clock, _ -> {});
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    authority.close();
  }
}
