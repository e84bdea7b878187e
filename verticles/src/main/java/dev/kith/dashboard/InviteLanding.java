package dev.kith.dashboard;

import dev.kith.bus.Bus;
import dev.kith.message.AccessReply;
import dev.kith.message.AccessRequest;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Service;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/j/<code>` and `/p/<phrase>`: a good one leads on to the worker page (302), where its fragment goes along. Of others the status
/// says what is wrong with them, and the worker page comes all the same: who has joined by an invite may return by it after its end.
final class InviteLanding {
  private static final Logger LOG = LoggerFactory.getLogger(InviteLanding.class);

  private final Bus bus;
  private final Service<AccessRequest, AccessReply> access;
  private final DashboardConfig config;

  InviteLanding(Bus bus, Service<AccessRequest, AccessReply> access, DashboardConfig config) {
    this.bus = bus;
    this.access = access;
    this.config = config;
  }

  /// Before the pages, which answer what is left over.
  void mount(Router router) {
    for (String path : new String[]{"/j/:invite", "/p/:invite"}) {
      for (HttpMethod method : new HttpMethod[]{HttpMethod.GET, HttpMethod.HEAD})
        router.route(method, path).handler(this::land);
    }
  }

  private void land(RoutingContext context) {
    String invite = context.pathParam("invite");
    if (context.request().path().endsWith("/") || invite.isEmpty() || invite.length() > 512) {
      context.next();
      return;
    }
    bus.request(access, new AccessRequest.LookAtInvite(invite, config.remoteOf(context.request()))).onComplete(
        _ -> context.response().setStatusCode(302).putHeader("cache-control", "no-store")
            .putHeader("location", "../worker?invite=" + URLEncoder.encode(invite, StandardCharsets.UTF_8)).end(),
        failure -> {
          context.response().setStatusCode(status(failure));
          context.next();
        });
  }

  /// 200 if nobody could tell: the page finds out when it joins.
  private static int status(Throwable failure) {
    return switch (failure instanceof KithException known ? known.code() : ErrorCode.INTERNAL) {
      case NOT_FOUND -> 404;
      case GONE -> 410;
      case RATE_LIMITED -> 429;
      default -> {
        LOG.debug("nobody tells whether an invite is good: {}", failure.getMessage());
        yield 200;
      }
    };
  }
}
