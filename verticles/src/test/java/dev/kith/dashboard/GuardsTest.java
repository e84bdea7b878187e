package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.kith.message.AccessRequest;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Headers, origins, cookies, proxies, paths, and what WebSockets offer.
class GuardsTest {
  private static Door door;
  private static Door proxied;

  @BeforeAll
  static void open() throws Exception {
    door = Door.open(Door.with("", 0), app -> app.get("/ws/echo").handler(
        context -> context.request().toWebSocket().onSuccess(socket -> socket.textMessageHandler(socket::writeTextMessage))));
    proxied = Door.open(Door.with("/mesh/x", 1));
  }

  @AfterAll
  static void close() {
    door.close();
    proxied.close();
  }

  private static HttpRequest.Builder withCookie(Door at, String method, String path, String body) {
    return at.request(method, path, body).header("cookie", "a=b; " + cookie(at)).header("x-kith-page", half(at));
  }

  private static String cookie(Door at) { return "kith_session_" + at.verticle.port() + "=cookie." + Neighbours.ALL; }

  private static String half(Door at) { return at.verticle.pages().half("cookie." + Neighbours.ALL); }

  @Test
  void aCookieAloneIsNoSession() throws Exception {
    String own = "http://127.0.0.1:" + door.verticle.port();
    JsonObject opened = new JsonObject(door.call(null, "POST", "/api/session", "{\"key\":\"" + Neighbours.ALL + "\"}").body());
    assertThat(opened.getString("page")).isEqualTo(half(door));
    for (String stranger : List.of("", "x", half(door).substring(1), half(proxied)))
      for (String path : List.of("/api/jobs", "/api/keys", "/api/auth/check", "/api/nodes"))
        assertThat(door.send(door.request("GET", path, null).header("cookie", cookie(door)).header("origin", own)
            .header("x-kith-page", stranger)).statusCode()).as(path).isEqualTo(401);
    assertThat(door
        .send(door.request("POST", "/api/keys", "{\"scopes\":[\"keys\"]}").header("cookie", cookie(door)).header("origin", own))
        .statusCode()).isEqualTo(401);
    assertThat(door.send(door.request("GET", "/api/keys", null).header("cookie", cookie(door).replaceFirst("_[0-9]+=", "_1="))
        .header("x-kith-page", half(door))).statusCode()).isEqualTo(401);
    assertThat(door.send(withCookie(door, "GET", "/api/keys", null)).statusCode()).isEqualTo(200);
  }

  @Test
  void aTicketOpensOneStreamOfItsSessionOnce() throws Exception {
    Neighbours.Kept job = door.neighbours.place("alice", 1);
    door.neighbours.happen(job, dev.kith.message.JobEvent.Type.JOB_DONE, false);
    String stream = "/api/jobs/" + job.view.id() + "/stream";
    HttpRequest.Builder bare = door.request("GET", stream, null).header("cookie", cookie(door));
    assertThat(door.send(bare).statusCode()).isEqualTo(401);
    assertThat(door.send(door.request("POST", "/api/session/ticket", null).header("cookie", cookie(door))).statusCode())
        .isEqualTo(403);
    HttpResponse<String> made = door
        .send(withCookie(door, "POST", "/api/session/ticket", null).header("sec-fetch-site", "same-origin"));
    assertThat(made.statusCode()).isEqualTo(201);
    String ticket = new JsonObject(made.body()).getString("ticket");
    assertThat(door.send(door.request("GET", "/api/jobs?ticket=" + ticket, null).header("cookie", cookie(door))).statusCode())
        .isEqualTo(401);
    assertThat(door.send(door.request("GET", stream + "?ticket=" + ticket, null)).statusCode()).isEqualTo(401);
    assertThat(door.send(door.request("GET", stream + "?ticket=" + ticket, null).header("cookie", cookie(door))).statusCode())
        .isEqualTo(200);
    assertThat(door.send(door.request("GET", stream + "?ticket=" + ticket, null).header("cookie", cookie(door))).statusCode())
        .isEqualTo(401);
    assertThat(door.send(door.request("POST", "/api/session/ticket", null).header("x-client-token", Neighbours.ALL)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void aDoorOnLoopbackAnswersByItsOwnNamesAlone() throws Exception {
    String port = ":" + door.verticle.port();
    for (String host : List.of("127.0.0.1" + port, "localhost" + port, "LOCALHOST", "kith.localhost" + port, "[::1]" + port,
        "127.0.0.2"))
      assertThat(named(door, "", host)).as(host).startsWith("HTTP/1.1 200");
    for (String host : List.of("evil.example" + port, "evil.example", "127.0.0.1.evil.example", "localhost.evil.example",
        "10.0.0.1" + port, "a",
        "[fd00::1]"))
      assertThat(named(door, "", host)).as(host).startsWith("HTTP/1.1 421").contains("http.hosts");
    assertThat(named(proxied, "/mesh/x", "evil.example\r\nX-Forwarded-Host: 127.0.0.1")).startsWith("HTTP/1.1 421");
    assertThat(named(proxied, "/mesh/x", "127.0.0.1\r\nX-Forwarded-Host: mesh.example")).startsWith("HTTP/1.1 200");
    DashboardConfig config = new DashboardConfig("127.0.0.1", 0, "", 1, Optional.empty(), Optional.of("https://kith.example"),
        DashboardConfig.JobLimits.DEFAULT, DashboardConfig.DoorLimits.DEFAULT, Set.of("other.example"));
    try (Door behind = Door.open(config)) {
      assertThat(named(behind, "", "kith.example")).startsWith("HTTP/1.1 200");
      assertThat(named(behind, "", "Other.Example:443")).startsWith("HTTP/1.1 200");
      assertThat(named(behind, "", "third.example")).startsWith("HTTP/1.1 421");
    }
  }

  private static String named(Door at, String base, String host) throws Exception {
    return at.raw("GET " + base + "/health HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n", 30_000);
  }

  @Test
  void noPageButOursOpensAWebSocket() throws Exception {
    String own = "127.0.0.1:" + door.verticle.port();
    for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1", "http://localhost:" + door.verticle.port(),
        "file://", "http://" + own + ".evil.example", own))
      assertThat(upgrade(own, "Origin: " + origin + "\r\n")).as(origin).startsWith("HTTP/1.1 403");
    assertThat(upgrade(own, "Origin: http://" + own + "\r\n")).startsWith("HTTP/1.1 101");
    assertThat(upgrade(own, "")).startsWith("HTTP/1.1 101");
  }

  private static String upgrade(String host, String more) throws Exception {
    return door.raw("GET /ws/echo HTTP/1.1\r\nHost: " + host + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + more + "\r\n", 500);
  }

  @Test
  void everyAnswerHasTheSecurityHeaders() throws Exception {
    for (String path : List.of("/health", "/api/jobs", "/nothing", "/docs", "/api/openapi.yaml", "/js/none.js", "/%2e%2e/x")) {
      HttpResponse<String> answer = door.call(null, "GET", path, null);
      assertThat(answer.headers().firstValue("content-security-policy").orElse("")).as(path).contains("default-src 'none'",
          "frame-ancestors 'none'").doesNotContain("unsafe");
      assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
      assertThat(answer.headers().firstValue("referrer-policy")).contains("no-referrer");
      assertThat(answer.headers().firstValue("cross-origin-opener-policy")).contains("same-origin");
      assertThat(answer.headers().firstValue("permissions-policy")).isPresent();
      assertThat(answer.headers().firstValue("x-frame-options")).contains("DENY");
      assertThat(answer.headers().firstValue("strict-transport-security")).isEmpty();
      assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
    }
  }

  @Test
  void httpsBehindATrustedProxyIsKnownByHstsAndSecureCookies() throws Exception {
    HttpResponse<String> answer = proxied
        .send(proxied.request("POST", "/mesh/x/api/session", "{\"key\":\"" + Neighbours.ALL + "\"}").header("x-forwarded-proto",
            "https"));
    assertThat(answer.headers().firstValue("strict-transport-security")).isPresent();
    assertThat(answer.headers().firstValue("set-cookie").orElse("")).contains("kith_session_" + proxied.verticle.port() + "=",
        "HTTPOnly", "SameSite=Strict",
        "Path=/mesh/x", "Secure");
    HttpResponse<String> direct = door
        .send(door.request("POST", "/api/session", "{\"key\":\"" + Neighbours.ALL + "\"}").header("x-forwarded-proto", "https"));
    assertThat(direct.headers().firstValue("set-cookie").orElse("")).contains("Path=/").doesNotContain("Secure;", "; Secure");
    assertThat(direct.headers().firstValue("strict-transport-security")).isEmpty();
  }

  @Test
  void changesUnderASessionMustComeFromThisOrigin() throws Exception {
    String host = "127.0.0.1:" + door.verticle.port();
    String job = "{\"a\":1,\"b\":2}";
    assertThat(door.send(withCookie(door, "POST", "/api/jobs", job)).statusCode()).isEqualTo(403);
    for (String origin : List.of("http://evil.example", "null", "https://" + host, "http://" + host + ".evil.example",
        "http://127.0.0.1"))
      assertThat(door.send(withCookie(door, "POST", "/api/jobs", job).header("origin", origin)).statusCode()).as(origin)
          .isEqualTo(403);
    assertThat(door.send(withCookie(door, "POST", "/api/jobs", job).header("origin", "http://" + host)).statusCode())
        .isEqualTo(201);
    assertThat(door.send(withCookie(door, "POST", "/api/jobs", job).header("sec-fetch-site", "same-origin")).statusCode())
        .isEqualTo(201);
    assertThat(door.send(withCookie(door, "POST", "/api/jobs", job).header("sec-fetch-site", "cross-site")).statusCode())
        .isEqualTo(403);
    assertThat(door.send(withCookie(door, "GET", "/api/jobs", null)).statusCode()).isEqualTo(200);
    assertThat(door.send(withCookie(door, "DELETE", "/api/keys/k1", null)).statusCode()).isEqualTo(403);
  }

  @Test
  void anotherSiteCanNeitherOpenNorCloseASession() throws Exception {
    String body = "{\"key\":\"" + Neighbours.ALL + "\"}";
    assertThat(door.send(door.request("POST", "/api/session", body).header("origin", "http://evil.example")).statusCode())
        .isEqualTo(403);
    assertThat(door.send(withCookie(door, "DELETE", "/api/session", null).header("origin", "http://evil.example")).statusCode())
        .isEqualTo(403);
    HttpResponse<String> closed = door.send(withCookie(door, "DELETE", "/api/session", null));
    assertThat(closed.statusCode()).isEqualTo(200);
    assertThat(closed.headers().firstValue("set-cookie").orElse("")).contains("Max-Age=0");
    assertThat(door.neighbours.asked).anyMatch(AccessRequest.CloseSession.class::isInstance);
  }

  @Test
  void forwardedAddressIsBelievedOnlyFromOurProxyAndOnlyItsOwnEntry() throws Exception {
    assertThat(remote(door, "", "203.0.113.9")).isEqualTo("127.0.0.1");
    assertThat(remote(proxied, "/mesh/x", "203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(remote(proxied, "/mesh/x", "6.6.6.6, 203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(remote(proxied, "/mesh/x", "[2001:db8::1]:4711")).isEqualTo("2001:db8::1");
    assertThat(remote(proxied, "/mesh/x", "203.0.113.9:80")).isEqualTo("203.0.113.9");
    assertThat(remote(proxied, "/mesh/x", "<script>")).isEqualTo("127.0.0.1");
    assertThat(remote(proxied, "/mesh/x", ", ,")).isEqualTo("127.0.0.1");
  }

  private static String remote(Door at, String base, String forwarded) throws Exception {
    at.send(at.request("GET", base + "/api/auth/check", null).header("x-client-token", Neighbours.ALL).header("x-forwarded-for",
        forwarded));
    return at.neighbours.asked.stream().filter(AccessRequest.Authenticate.class::isInstance)
        .map(AccessRequest.Authenticate.class::cast)
        .reduce((_, last) -> last).orElseThrow().remote();
  }

  @Test
  void everythingLivesBelowTheBasePath() throws Exception {
    assertThat(proxied.call(null, "GET", "/mesh/x/health", null).statusCode()).isEqualTo(200);
    assertThat(proxied.call(null, "GET", "/mesh/x/docs", null).statusCode()).isEqualTo(200);
    assertThat(proxied.call(Neighbours.ALL, "GET", "/mesh/x/api/jobs", null).statusCode()).isEqualTo(200);
    for (String outside : List.of("/health", "/docs", "/api/jobs", "/mesh", "/mesh/xx/health", "/mesh/x/mesh/x/health"))
      assertThat(proxied.call(null, "GET", outside, null).statusCode()).as(outside).isEqualTo(404);
    assertThat(proxied.call(null, "POST", "/mesh/x/health", null).statusCode()).isEqualTo(405);
  }

  @Test
  void inviteHasItsLinksAndAReadablePicture() throws Exception {
    HttpResponse<String> answer = proxied.send(proxied.request("POST", "/mesh/x/api/invites/worker", "{\"ttlSec\":600}")
        .header("x-client-token", Neighbours.ALL).header("x-forwarded-host", "mesh.example")
        .header("x-forwarded-proto", "https"));
    JsonObject invite = new JsonObject(answer.body());
    String pin = Door.KEY.fingerprint();
    assertThat(pin).hasSize(43);
    assertThat(invite.getString("inviteUrl")).isEqualTo("https://mesh.example/mesh/x/worker#v1.tokentokentoken." + pin);
    assertThat(invite.getString("shortInviteUrl")).isEqualTo("https://mesh.example/mesh/x/j/abcdefghjk#" + pin);
    assertThat(invite.getString("phraseInviteUrl")).startsWith("https://mesh.example/mesh/x/p/one-two-");
    assertThat(invite.fieldNames()).contains("inviteToken", "shortCode", "phraseSlug", "phraseCode", "inviteQrDataUrl",
        "expiresAt", "ttlSec");
    assertThat(invite.getLong("ttlSec")).isEqualTo(600);
    assertThat(decoded(invite.getString("inviteQrDataUrl"))).isEqualTo(invite.getString("phraseInviteUrl"));
  }

  /// Reads the picture with other libraries.
  private static String decoded(String dataUrl) throws Exception {
    byte[] png = Base64.getDecoder().decode(dataUrl.substring(dataUrl.indexOf(',') + 1));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int side = image.getWidth();
    int[] pixels = image.getRGB(0, 0, side, side, null, 0, side);
    BinaryBitmap bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(side, side, pixels)));
    return new QRCodeReader().decode(bitmap).getText();
  }

  @Test
  void publicUrlGoesBeforeWhatTheRequestSays() throws Exception {
    DashboardConfig config = new DashboardConfig("127.0.0.1", 0, "/x", 0, Optional.empty(), Optional.of("https://kith.example/x"),
        DashboardConfig.JobLimits.DEFAULT, DashboardConfig.DoorLimits.DEFAULT);
    try (Door named = Door.open(config)) {
      JsonObject invite = new JsonObject(named.call(Neighbours.ALL, "POST", "/x/api/invites/worker", "{}").body());
      assertThat(invite.getString("inviteUrl")).startsWith("https://kith.example/x/worker#");
      assertThat(invite.getString("shortInviteUrl")).startsWith("https://kith.example/x/j/");
      assertThat(invite.getString("phraseInviteUrl")).startsWith("https://kith.example/x/p/");
      assertThat(invite.getBoolean("thisMachineOnly")).isFalse();
      assertThat(named.call(Neighbours.ALL, "POST", "/api/mesh/enrol", "{}").statusCode()).as("nodes know no base path")
          .isEqualTo(named.call(Neighbours.ALL, "POST", "/x/api/mesh/enrol", "{}").statusCode());
      assertThat(
          named.send(withCookie(named, "POST", "/x/api/jobs", "{\"a\":1,\"b\":2}").header("origin", "https://kith.example"))
              .statusCode())
          .isEqualTo(201);
    }
  }

  @Test
  void contractAndItsPageAreServed() throws Exception {
    String yaml = door.call(null, "GET", "/api/openapi.yaml", null).body();
    assertThat(yaml).contains("servers:\n  - url: '" + door.origin() + "'\n").doesNotContain("{node}");
    assertThat(Contract.parsed(yaml)).isEqualTo(new JsonObject(door.call(null, "GET", "/api/openapi.json", null).body()));
    assertThat(Contract.parsed(yaml).put("servers", 0)).isEqualTo(Contract.parsed(Contract.text()).put("servers", 0));
    JsonObject behindProxy = new JsonObject(proxied.send(proxied.request("GET", "/mesh/x/api/openapi.json", null)
        .header("x-forwarded-host", "mesh.example").header("x-forwarded-proto", "https")).body());
    assertThat(behindProxy.getJsonArray("servers").getJsonObject(0).getString("url")).isEqualTo("https://mesh.example/mesh/x");
    assertThat(new JsonObject(door.call(null, "GET", "/api/openapi.json", null).body()).getString("openapi")).startsWith("3.1");
    HttpResponse<String> page = door.call(null, "GET", "/docs", null);
    assertThat(page.body()).contains("docs/swagger-ui-bundle.js").doesNotContain("<script>", "style=");
    for (String file : List.of("docs/docs.js", "docs/swagger-ui.css", "docs/swagger-ui-bundle.js")) {
      HttpResponse<String> asset = door.call(null, "GET", "/" + file, null);
      assertThat(asset.statusCode()).as(file).isEqualTo(200);
      String etag = asset.headers().firstValue("etag").orElseThrow();
      assertThat(door.send(door.request("GET", "/" + file, null).header("if-none-match", etag)).statusCode()).isEqualTo(304);
    }
  }

  @Test
  void filesComeCompressedToWhoTakesThat() throws Exception {
    HttpResponse<byte[]> small = door.http.send(
        door.request("GET", "/docs/swagger-ui.css", null).header("accept-encoding", "br, gzip").build(),
        HttpResponse.BodyHandlers.ofByteArray());
    HttpResponse<byte[]> plain = door.http.send(
        door.request("GET", "/docs/swagger-ui.css", null).header("accept-encoding", "gzip;q=0").build(),
        HttpResponse.BodyHandlers.ofByteArray());
    assertThat(small.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
    assertThat(small.body().length).isLessThan(plain.body().length / 2);
    assertThat(new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(small.body())).readAllBytes())
        .isEqualTo(plain.body());
    String etag = small.headers().firstValue("etag").orElseThrow();
    assertThat(etag).isNotEqualTo(plain.headers().firstValue("etag").orElseThrow());
    assertThat(door
        .send(door.request("GET", "/docs/swagger-ui.css", null).header("accept-encoding", "gzip").header("if-none-match",
            "\"x\", " + etag))
        .statusCode()).isEqualTo(304);
  }

  @Test
  void peopleGetAPageWhereThereIsNothingAndSlashesTooManyAreForgiven() throws Exception {
    HttpResponse<String> page = proxied
        .send(proxied.request("GET", "/mesh/x/nowhere", null).header("accept", "text/html,*/*;q=0.8"));
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.headers().firstValue("content-type").orElse("")).startsWith("text/html");
    assertThat(page.body()).contains("href=\"/mesh/x/\"").doesNotContain("nowhere");
    assertThat(proxied.call(null, "GET", "/mesh/x/nowhere", null).body()).startsWith("{");
    HttpResponse<String> slash = door.call(null, "GET", "/docs?a=b", null);
    assertThat(slash.statusCode()).isEqualTo(200);
    for (String path : List.of("/client/", "/nodes/", "/j/abc/")) {
      HttpResponse<String> moved = door.call(null, "GET", path + "?a=b", null);
      assertThat(moved.statusCode()).as(path).isEqualTo(308);
      assertThat(java.net.URI.create("http://h" + path).resolve(moved.headers().firstValue("location").orElseThrow()))
          .isEqualTo(java.net.URI.create("http://h" + path.substring(0, path.length() - 1) + "?a=b"));
    }
  }

  @Test
  void onlyPackagedFilesAreServed() throws Exception {
    for (String path : List.of("/js/../../openapi/kith.yaml", "/js/..%2f..%2fopenapi%2fkith.yaml",
        "/js/%2e%2e/%2e%2e/openapi/docs.html",
        "/js/.hidden.js", "/js/", "/js", "/vendor//x.js", "/js/a%00.js", "/js/x.class", "/worker/index.html",
        "/worker/sandbox.html",
        "/js/\\..\\..\\x.js", "/docs/../openapi/kith.yaml", "/META-INF/MANIFEST.MF", "/js/....//x.js")) {
      String answer = door.raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", 2000);
      assertThat(answer).as(path).matches("(?s)HTTP/1.1 40[04] .*");
    }
  }

  @Test
  void webSocketsOfOtherFeaturesShareTheServerWithoutCompression() throws Exception {
    String answer = door
        .raw(
            "GET /ws/echo HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, "
                + "x-webkit-deflate-frame\r\n\r\n",
            500);
    assertThat(answer).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("sec-websocket-extensions");
  }

  @Test
  void everyOperationSaysWhoMayCallIt() {
    Contract contract = Contract.load(door.vertx).toCompletionStage().toCompletableFuture().join();
    assertThat(contract.operations()).hasSizeGreaterThan(25)
        .allSatisfy(operation -> assertThat(Permit.of(operation)).isNotNull());
    contract.operations().getFirst().getOpenAPIModel().remove("x-scope");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Permit.of(contract.operations().getFirst()))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("x-scope");
  }

  @Test
  void theListOfKeysSaysThatTheyWerePutBackFromACopy() throws Exception {
    try (Door other = Door.open()) {
      assertThat(other.get("/api/keys").containsKey("accessWarning")).isFalse();
      other.neighbours.accessWarning = Optional.of("access.sealed is older");
      assertThat(other.get("/api/keys").getString("accessWarning")).isEqualTo("access.sealed is older");
    }
  }
}
