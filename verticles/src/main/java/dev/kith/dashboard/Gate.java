package dev.kith.dashboard;

import dev.kith.bus.Bus;
import dev.kith.codec.JsonFields;
import dev.kith.codec.MessageCodec;
import dev.kith.message.AccessReply;
import dev.kith.message.AccessReply.Granted;
import dev.kith.message.AccessRequest;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Service;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/// The one place that every operation passes: rate limit, who asks, what their key allows, where a change comes from, the body.
/// In this order, and nothing of the body is read before the rest has passed.
final class Gate {
  /// Of a query, where the contract has it.
  private static final String TICKET = "ticket";
  private final Bus bus;
  private final Service<AccessRequest, AccessReply> access;
  private final Keys keys;
  private final RequestBody bodies;
  private final SameOrigin origins;
  private final int trustedProxies;
  private final PageProof pages;
  private final IntSupplier port;

  Gate(Bus bus, Service<AccessRequest, AccessReply> access, Keys keys, RequestBody bodies, DashboardConfig config,
      PageProof pages, IntSupplier port) {
    this.bus = bus;
    this.access = access;
    this.keys = keys;
    this.bodies = bodies;
    this.origins = new SameOrigin(config.publicUrl());
    this.trustedProxies = config.trustedProxies();
    this.pages = pages;
    this.port = port;
  }

  /// Guards one operation by what the contract says of it.
  ///
  /// @throws IllegalStateException if the contract does not say who may call it
  Guarded guard(Operation operation, Action action) { return new Guarded(operation, action); }

  final class Guarded {
    private final Permit permit;
    private final boolean limited;
    private final boolean takesBody;
    private final boolean needsBody;
    private final boolean changes;
    private final List<String> query;
    private final Action action;

    private Guarded(Operation operation, Action action) {
      this.permit = Permit.of(operation);
      this.limited = !"none".equals(operation.getOpenAPIModel().getString("x-rate"));
      this.takesBody = operation.getRequestBody() != null;
      this.needsBody = takesBody && operation.getRequestBody().isRequired();
      this.changes = !HttpMethod.GET.equals(operation.getHttpMethod());
      this.query = operation.getParameters().stream().filter(parameter -> Location.QUERY.equals(parameter.getIn()))
          .map(Parameter::getName).toList();
      this.action = action;
    }

    void handle(RoutingContext context) {
      HttpServerRequest request = context.request();
      if (RequestBody.announced(request))
        request.pause();
      pass(context).onComplete(answer -> send(context, answer), failure -> ErrorAnswers.send(context, failure));
    }

    private Future<Answer> pass(RoutingContext context) {
      Visitor visitor = Visitor.of(context.request(), trustedProxies);
      return admit(visitor).compose(_ -> identify(context.request(), visitor, true))
          .compose(granted -> bodies.read(context.request())
              .compose(body -> action.run(call(context, visitor, granted, body))));
    }

    private Call call(RoutingContext context, Visitor visitor, Optional<Granted> granted, byte[] body) {
      Call call = new Call(context, visitor, granted, fields(body), () -> stillGood(context.request(), visitor));
      call.demandQuery(query);
      return call;
    }

    private JsonFields fields(byte[] body) {
      if (needsBody && body.length == 0)
        throw KithException.refused(ErrorCode.INVALID, "body", "is missing");
      JsonFields fields = body.length == 0 ? JsonFields.none() : JsonFields.parse("body", body, bodies.maxBytes());
      if (!takesBody)
        fields.end();
      return fields;
    }

    private Future<Void> admit(Visitor visitor) {
      if (!limited)
        return Future.succeededFuture();
      return bus.request(access, new AccessRequest.Admit(visitor.remote())).map(reply -> switch (reply) {
        case AccessReply.Wait(var retryAfter) -> throw new ErrorAnswers.TooOften("too many calls from your address", retryAfter);
        default -> null;
      });
    }

    /// @param first false if this request has passed before, and its ticket is used up
    private Future<Optional<Granted>> identify(HttpServerRequest request, Visitor visitor, boolean first) {
      if (permit.open()) {
        if (changes)
          origins.refuseOthers(request, visitor);
        return Future.succeededFuture(Optional.empty());
      }
      Credentials credentials = Credentials.of(request, port.getAsInt());
      AccessRequest question = credentials.question(visitor.remote())
          .orElseThrow(() -> new KithException(ErrorCode.UNAUTHORIZED, "a key is needed"));
      if (credentials instanceof Credentials.Session(String cookie)) {
        if (changes)
          origins.demand(request, visitor);
        if (first && !proven(request, cookie))
          throw new KithException(ErrorCode.UNAUTHORIZED,
              "a cookie alone is no session: the page that signed in also sends " + PageProof.HEADER
                  + ", or a ticket to a stream");
      }
      return keys.ask(question).map(reply -> Optional.of(permit.demand(reply)));
    }

    private boolean proven(HttpServerRequest request, String cookie) {
      String half = request.getHeader(PageProof.HEADER);
      if (half != null)
        return pages.isHalf(cookie, half);
      String ticket = query.contains(TICKET) ? request.getParam(TICKET) : null;
      return ticket != null && pages.takes(cookie, ticket);
    }

    private Future<Boolean> stillGood(HttpServerRequest request, Visitor visitor) {
      return identify(request, visitor, false).map(true).recover(failure -> failure instanceof KithException known
          && (known.code() == ErrorCode.UNAUTHORIZED || known.code() == ErrorCode.FORBIDDEN)
              ? Future.succeededFuture(false)
              : Future.succeededFuture(true));
    }
  }

  private static void send(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed())
      return;
    switch (answer) {
      case Answer.Streamed() -> {
      }
      case Answer.Raw(String type, Buffer body) -> Sending.end(response.putHeader("content-type", type), body);
      case Answer.Value(int status, Object body, var headers) -> {
        Buffer json = Buffer.buffer(MessageCodec.encode(body));
        headers.forEach(response::putHeader);
        Sending.end(response.setStatusCode(status).putHeader("content-type", "application/json")
            .putHeader("cache-control", "no-store"), json);
      }
    }
  }
}
