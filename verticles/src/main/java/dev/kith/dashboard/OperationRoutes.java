package dev.kith.dashboard;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Builds the routes from the contract: every operation of it has one action and the other way round, or the door stays shut.
/// Bodies are checked by the typed reading in the actions, whose errors name field, value and limit; a test holds their
/// limits against the contract's.
final class OperationRoutes {
  private final Gate gate;
  private final Map<String, Action> actions;

  OperationRoutes(Gate gate, Map<String, Action> actions) {
    this.gate = gate;
    this.actions = actions;
  }

  void mount(Router router, Vertx vertx, Contract contract) {
    RouterBuilder builder = RouterBuilder.create(vertx, contract.routed());
    Set<String> unserved = new HashSet<>(actions.keySet());
    for (Operation operation : contract.operations()) {
      String id = operation.getOperationId();
      Action action = actions.get(id);
      if (action == null)
        throw new IllegalStateException("operation " + id + " of the contract has no action");
      unserved.remove(id);
      Gate.Guarded guarded = gate.guard(operation, action);
      builder.getRoute(id).setDoValidation(false).setDoSecurity(false).addHandler(guarded::handle);
    }
    if (!unserved.isEmpty())
      throw new IllegalStateException("actions that the contract does not have: " + unserved);
    router.route("/*").subRouter(builder.createRouter());
  }
}
