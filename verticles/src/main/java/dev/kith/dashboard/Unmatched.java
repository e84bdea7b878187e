package dev.kith.dashboard;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.Operation;
import java.util.TreeSet;

/// Requests that no route took.
final class Unmatched {
  private Unmatched() {}

  static void answer(RoutingContext context, Contract contract, String basePath) {
    String path = context.request().path();
    String below = path != null && path.startsWith(basePath) ? path.substring(basePath.length()) : "";
    TreeSet<String> allowed = new TreeSet<>();
    for (Operation operation : contract.operations()) {
      if (matches(operation.getOpenAPIPath(), below))
        allowed.add(operation.getHttpMethod().name());
    }
    if (allowed.isEmpty() || allowed.contains(context.request().method().name())) {
      NotFound.answer(context, basePath, "no such path");
      return;
    }
    context.response().putHeader("allow", String.join(", ", allowed));
    HttpMethod method = context.request().method();
    ErrorAnswers.send(context, 405, method + " is not possible here; " + String.join(", ", allowed) + " is", "", "invalid");
  }

  /// Why the router gave up, as something that can be answered.
  static Throwable cause(RoutingContext context) {
    Throwable failure = context.failure();
    if (context.statusCode() >= 500 || (failure != null && context.statusCode() < 400))
      return failure == null ? new IllegalStateException("the router failed with " + context.statusCode()) : failure;
    if (context.statusCode() == 404)
      return new KithException(ErrorCode.NOT_FOUND, "no such path");
    return new KithException(ErrorCode.INVALID, "the request is malformed");
  }

  private static boolean matches(String template, String path) {
    String[] wanted = template.split("/", -1);
    String[] found = path.split("/", -1);
    if (wanted.length != found.length)
      return false;
    for (int i = 0; i < wanted.length; i++) {
      if (!wanted[i].startsWith("{") && !wanted[i].equals(found[i]))
        return false;
    }
    return true;
  }
}
