package dev.kith.dashboard;

import dev.kith.dashboard.Assets.Asset;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/// The pages and what they load. A page's URLs are relative to the base path, wherever the page itself is served.
final class Pages {
  /// No inline script or style anywhere; the sandbox frame comes from the same origin but lives in an opaque one.
  static final String PAGE_CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
      + "font-src 'self'; connect-src 'self'; frame-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'self'; "
      + "form-action 'self'; frame-ancestors 'none'";
  /// Job code runs in workers of this frame: nothing can be loaded, connected or navigated from it.
  static final String SANDBOX_CSP = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-eval' 'unsafe-inline' blob:; "
      + "worker-src blob:; connect-src 'none'; frame-ancestors 'self'";
  static final String WEBROOT = "webroot";
  private static final List<String> FOLDERS = List.of("js", "css", "img", "vendor", "client", "nodes", "worker");
  private static final String SWAGGER = "META-INF/resources/webjars/swagger-ui/";

  private final Assets assets;
  private final String webroot;
  private final String base;

  /// @param webroot a folder of the class path
  /// @param base path of the node
  Pages(Assets assets, String webroot, String base) {
    this.assets = assets;
    this.base = base;
    this.webroot = webroot;
  }

  void mount(Router router) {
    page(router, "/", "index.html", "");
    page(router, "/client", "client/index.html", "");
    page(router, "/nodes", "nodes/index.html", "");
    page(router, "/worker", "worker/index.html", "");
    page(router, "/j/:code", "worker/index.html", "../");
    page(router, "/p/:phrase", "worker/index.html", "../");
    get(router, "/sandbox.html", this::sandbox);
    get(router, "/favicon.ico", context -> serve(context, webroot, "img/favicon.ico"));
    for (String folder : FOLDERS)
      get(router, "/" + folder + "/*", context -> serve(context, webroot, folder + "/" + rest(context, folder)));
    docs(router);
  }

  private void docs(Router router) {
    String swagger = SWAGGER + swaggerVersion();
    get(router, "/docs", context -> answer(context, "openapi", "docs.html", asset -> page(context, asset)));
    get(router, "/docs/docs.js", context -> serve(context, "openapi", "docs.js"));
    get(router, "/docs/docs.css", context -> serve(context, "openapi", "docs.css"));
    get(router, "/docs/swagger-ui.css", context -> serve(context, swagger, "swagger-ui.css"));
    get(router, "/docs/swagger-ui-bundle.js", context -> serve(context, swagger, "swagger-ui-bundle.js"));
  }

  private void page(Router router, String path, String file, String base) {
    get(router, path, context -> {
      if (path.length() > 1 && context.request().path().endsWith("/"))
        context.response().setStatusCode(308).putHeader("location", withoutSlash(context)).end();
      else
        answer(context, webroot, file, asset -> page(context, base.isEmpty() ? asset : withBase(asset, base)));
    });
  }

  /// Relative, and without what could name another host.
  private static String withoutSlash(RoutingContext context) {
    String path = context.request().path().replaceFirst("/+$", "");
    String query = context.request().query();
    return "../" + path.substring(path.lastIndexOf('/') + 1) + (query == null ? "" : "?" + query);
  }

  /// One folder deeper than where the page's URLs start.
  private static Asset withBase(Asset page, String base) {
    String html = page.bytes().toString(StandardCharsets.UTF_8);
    String moved = html.replaceFirst("(?i)<head([^>]*)>", "<head$1><base href=\"" + base + "\">");
    return Asset.of(page.type(), moved.getBytes(StandardCharsets.UTF_8));
  }

  private void sandbox(RoutingContext context) {
    answer(context, webroot, "worker/sandbox.html", asset -> {
      context.response().putHeader(Hardening.CSP, SANDBOX_CSP).putHeader(Hardening.FRAME_OPTIONS, "SAMEORIGIN");
      send(context, asset);
    });
  }

  private void page(RoutingContext context, Asset asset) {
    context.response().putHeader(Hardening.CSP, PAGE_CSP);
    send(context, asset);
  }

  private void serve(RoutingContext context, String root, String name) {
    if (name.endsWith(".html"))
      absent(context); // pages have their own paths and headers
    else
      answer(context, root, name, asset -> send(context, asset));
  }

  private void answer(RoutingContext context, String root, String name, java.util.function.Consumer<Asset> found) {
    assets.find(root, name).onComplete(asset -> asset.ifPresentOrElse(found,
        () -> absent(context)),
        failure -> ErrorAnswers.send(context, failure));
  }

  private void absent(RoutingContext context) { NotFound.answer(context, base, "no such page or file"); }

  private static void send(RoutingContext context, Asset asset) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed())
      return;
    Optional<Buffer> gzip = asset.gzip().filter(_ -> takesGzip(context.request().getHeader("accept-encoding")));
    String etag = gzip.isEmpty() ? asset.etag() : asset.etag().replaceFirst("\"$", "-gzip\"");
    response.putHeader("etag", etag).putHeader("cache-control", "no-cache").putHeader("vary", "accept-encoding");
    if (response.getStatusCode() == 200 && isKnown(context.request().getHeader("if-none-match"), etag)) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader("content-type", asset.type());
    gzip.ifPresent(_ -> response.putHeader("content-encoding", "gzip"));
    Buffer body = gzip.orElse(asset.bytes());
    if (HttpMethod.HEAD.equals(context.request().method()))
      response.putHeader("content-length", Integer.toString(body.length())).end();
    else
      Sending.end(response, body);
  }

  static boolean takesGzip(String accept) {
    return accept != null && Arrays.stream(accept.toLowerCase(Locale.ROOT).replace(" ", "").split(","))
        .anyMatch(part -> part.matches("gzip(;q=(1(\\.0*)?|0?\\.[0-9]*[1-9][0-9]*))?"));
  }

  private static boolean isKnown(String ifNoneMatch, String etag) {
    return ifNoneMatch != null && Arrays.stream(ifNoneMatch.split(",")).map(String::strip)
        .anyMatch(known -> known.equals("*") || known.replaceFirst("^W/", "").equals(etag));
  }

  private static void get(Router router, String path, io.vertx.core.Handler<RoutingContext> handler) {
    router.route(HttpMethod.GET, path).handler(handler);
    router.route(HttpMethod.HEAD, path).handler(handler);
  }

  private static String rest(RoutingContext context, String folder) {
    String path = context.request().path();
    int at = path.indexOf("/" + folder + "/");
    return at < 0 ? "" : path.substring(at + folder.length() + 2);
  }

  private static String swaggerVersion() {
    Properties pom = new Properties();
    try (InputStream in = Pages.class.getClassLoader()
        .getResourceAsStream("META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
      if (in != null)
        pom.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the version of Swagger UI", e);
    }
    return pom.getProperty("version", "absent");
  }
}
