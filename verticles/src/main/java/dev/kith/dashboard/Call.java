package dev.kith.dashboard;

import dev.kith.codec.JsonFields;
import dev.kith.message.AccessReply.Granted;
import dev.kith.message.Caller;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.JobId;
import dev.kith.model.NodeId;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/// A request that has passed the gate.
///
/// @param granted whose it is; absent for what anybody may ask
/// @param body fields of the JSON body, none if there was no body
/// @param check asks again whether the credential still holds, for streams that last
record Call(RoutingContext context, Visitor visitor, Optional<Granted> granted, JsonFields body, Recheck check) {
  interface Recheck {
    io.vertx.core.Future<Boolean> stillGood();
  }

  HttpServerRequest request() { return context.request(); }

  Caller caller() { return granted.orElseThrow().caller(); }

  /// A malformed id names no job, so it is NOT_FOUND like any other that is not the caller's.
  JobId job() {
    try {
      return new JobId(context.pathParam("id"));
    } catch (IllegalArgumentException e) {
      throw new KithException(ErrorCode.NOT_FOUND, "no such job", e);
    }
  }

  /// The node of the path.
  NodeId node() { return node("nodeId", context.pathParam("nodeId")); }

  static NodeId node(String field, String text) {
    try {
      return new NodeId(text);
    } catch (IllegalArgumentException e) {
      throw KithException.refused(ErrorCode.INVALID, field,
          "must be a node's id, 32 digits of 0-9 and a-f, not \"" + shortened(text) + "\"");
    }
  }

  String id() {
    String id = context.pathParam("id");
    if (id.length() > 64)
      throw new KithException(ErrorCode.NOT_FOUND, "no such thing");
    return id;
  }

  /// A whole number of the query, within limits; absent: `otherwise`.
  long query(String name, long min, long max, long otherwise) {
    return queryText(name).map(text -> whole(name, text, min, max)).orElse(otherwise);
  }

  Optional<String> queryText(String name) { return context.queryParam(name).stream().findFirst(); }

  static long whole(String name, String text, long min, long max) {
    String limits = "must be a whole number from " + min + " to " + max + ", not \"";
    KithException refusal = KithException.refused(ErrorCode.INVALID, name, limits + shortened(text) + "\"");
    if (!text.matches("-?[0-9]{1,19}"))
      throw refusal;
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max)
        return value;
    } catch (NumberFormatException beyondLong) {
      throw refusal;
    }
    throw refusal;
  }

  /// Refuses names that the contract does not have, and names given twice.
  void demandQuery(List<String> known) {
    for (String name : context.queryParams().names()) {
      if (!known.contains(name))
        throw KithException.refused(ErrorCode.INVALID, shortened(name), "is unknown; the query may have "
            + (known.isEmpty() ? "nothing" : String.join(", ", known)));
      if (context.queryParam(name).size() > 1)
        throw KithException.refused(ErrorCode.INVALID, name, "must be given once");
    }
  }

  private static String shortened(String text) { return text.length() <= 40 ? text : text.substring(0, 40) + "..."; }
}
