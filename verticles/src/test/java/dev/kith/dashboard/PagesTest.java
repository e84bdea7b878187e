package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PagesTest {
  private final Vertx vertx = Vertx.vertx();
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    Router router = Router.router(vertx);
    router.route().handler(new Hardening(0, DashboardConfig.of("127.0.0.1", 0).ownHosts()));
    new Pages(new Assets(vertx), "pages-under-test", "").mount(router);
    server = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(
        5,
        TimeUnit.SECONDS);
  }

  @AfterEach
  void close() { vertx.close().toCompletionStage().toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join(); }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void workerPageFindsItsFilesFromWhereverItIsServed() throws Exception {
    assertThat(get("/worker").body()).doesNotContain("<base");
    for (String path : new String[]{"/j/abcdefghjk", "/p/one-two-three"}) {
      HttpResponse<String> page = get(path);
      assertThat(page.body()).contains("<head><base href=\"../\">", "<title>worker</title>");
      assertThat(page.headers().firstValue("content-security-policy")).contains(Pages.PAGE_CSP);
    }
    assertThat(get("/worker/").statusCode()).isEqualTo(308);
    assertThat(get("/").body()).contains("home");
  }

  @Test
  void nodesPageFindsItsFilesBelowItself() throws Exception {
    assertThat(get("/nodes").headers().firstValue("content-security-policy")).contains(Pages.PAGE_CSP);
    assertThat(get("/nodes/main.js").statusCode()).isEqualTo(200);
    assertThat(get("/nodes/").statusCode()).isEqualTo(308);
    assertThat(get("/nodes/index.html").statusCode()).isEqualTo(404);
  }

  @Test
  void sandboxFrameHasItsOwnPolicyAndNoOtherPageMayBeFramed() throws Exception {
    HttpResponse<String> frame = get("/sandbox.html");
    assertThat(frame.headers().firstValue("content-security-policy").orElse(""))
        .startsWith("sandbox allow-scripts; default-src 'none'")
        .contains("connect-src 'none'", "frame-ancestors 'self'");
    assertThat(frame.headers().firstValue("x-frame-options")).contains("SAMEORIGIN");
    assertThat(get("/worker").headers().firstValue("x-frame-options")).contains("DENY");
  }

  @Test
  void scriptsHaveTheirTypeAndAreChecked() throws Exception {
    HttpResponse<String> script = get("/js/a.js");
    assertThat(script.headers().firstValue("content-type")).contains("text/javascript; charset=utf-8");
    assertThat(script.headers().firstValue("cache-control")).contains("no-cache");
    assertThat(script.headers().firstValue("etag")).isPresent();
    assertThat(get("/js/b.js").statusCode()).isEqualTo(404);
  }
}
