package dev.kith.browser;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Scripts that a test has run before all others of a page, in any browser: the server puts them there, as a file, so that the page's
/// policy lets them.
final class BeforeScripts {
  private static final String PATH = "/before.js";
  /// Gathers what goes wrong, for browsers that do not tell.
  static final String PROBLEMS = """
      globalThis.kithProblems = [];
      addEventListener('error', (e) => kithProblems.push('uncaught: ' + e.message), true);
      addEventListener('unhandledrejection', (e) => kithProblems.push('uncaught: ' + e.reason));
      addEventListener('securitypolicyviolation', (e) => kithProblems.push('violation: ' + e.violatedDirective + ' ' + e.blockedURI));
      """;

  private final List<String> scripts = new CopyOnWriteArrayList<>(List.of(PROBLEMS));

  void add(String script) { scripts.add(script); }

  /// Before the routes of pages.
  void mount(Router router) {
    router.get(PATH)
        .handler(context -> context.response().putHeader("content-type", "text/javascript").end(String.join("\n;", scripts)));
  }

  void page(RoutingContext context, String file) {
    context.vertx().fileSystem().readFile(file).onSuccess(html -> context.response()
        .putHeader("content-type", "text/html; charset=utf-8")
        .end(html.toString("UTF-8").replaceFirst("<head>", "<head><script src=\"" + PATH + "\"></script>")))
        .onFailure(failure -> context.fail(404, failure));
  }
}
