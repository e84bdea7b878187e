package dev.kith.dashboard;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/// That there is nothing here: for people a page, for programs JSON.
final class NotFound {
  private static final String PAGE = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Not found - Kith</title>"
      + "<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"></head>"
      + "<body><main><h1>There is nothing at this address</h1><p>It may be mistyped, or what was here is over.</p>"
      + "<p><a href=\"BASE/\">To the start page of this node</a></p></main></body></html>";

  private NotFound() {}

  /// @param base path of this node, already checked
  static void answer(RoutingContext context, String base, String text) {
    if (!isForPeople(context)) {
      ErrorAnswers.send(context, new KithException(ErrorCode.NOT_FOUND, text));
      return;
    }
    context.response().setStatusCode(404).putHeader("content-type", "text/html; charset=utf-8")
        .putHeader("cache-control", "no-store").end(PAGE.replace("BASE", base));
  }

  private static boolean isForPeople(RoutingContext context) {
    String accept = context.request().getHeader("accept");
    return HttpMethod.GET.equals(context.request().method()) && accept != null && accept.contains("text/html");
  }
}
