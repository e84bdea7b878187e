package dev.kith.dashboard;

import dev.kith.message.AccessReply;
import dev.kith.message.AccessReply.Granted;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Scope;
import io.vertx.openapi.contract.Operation;
import java.util.Optional;

/// What the contract's `x-scope` demands: `none` lets anybody, `any` every good key, else a key with that scope.
/// `jobs-all` reaches over everybody's jobs, so it includes `jobs`.
///
/// @param open whether no key is needed
/// @param scope absent if any key will do
record Permit(boolean open, Optional<Scope> scope) {
  /// @throws IllegalStateException if the operation does not say, so that the door does not open
  static Permit of(Operation operation) {
    String said = operation.getOpenAPIModel().getString("x-scope");
    if (said == null)
      throw new IllegalStateException("operation " + operation.getOperationId() + " has no x-scope in the contract");
    return switch (said) {
      case "none" -> new Permit(true, Optional.empty());
      case "any" -> new Permit(false, Optional.empty());
      default -> new Permit(false, Optional.of(Scope.parse(said)));
    };
  }

  /// @throws KithException FORBIDDEN if the key does not allow it
  Granted demand(AccessReply reply) {
    if (!(reply instanceof Granted granted))
      throw new KithException(ErrorCode.UNAUTHORIZED, "no such key");
    boolean allowed = scope.isEmpty() || granted.scopes().contains(scope.get())
        || (scope.get() == Scope.JOBS && granted.scopes().contains(Scope.JOBS_ALL));
    if (!allowed)
      throw new KithException(ErrorCode.FORBIDDEN, "this key lacks the scope " + scope.get().text());
    return granted;
  }
}
