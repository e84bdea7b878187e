package dev.kith.controller;

import dev.kith.message.Addresses;
import dev.kith.message.ErrorCode;
import dev.kith.message.JobRequest;
import dev.kith.message.KithException;
import dev.kith.message.Sender;
import dev.kith.message.WorkMessage;
import dev.kith.model.NodeId;
import dev.kith.model.WorkerId;
import dev.kith.model.WorkerKind;
import java.util.Optional;
import java.util.regex.Pattern;

/// Who may say what. A node speaks for itself and for tabs that came in by its door; only nodes that control jobs pass on clients'
/// requests, since they have checked the client's key.
final class Speakers {
  private static final Pattern NODE_FORM = Pattern.compile("[0-9a-f]{32}");

  private Speakers() {}

  /// @param joinedFrom the node from which this worker joined last, empty if it is not known
  /// @throws KithException FORBIDDEN
  static void check(Sender sender, WorkMessage message, Optional<NodeId> joinedFrom) {
    if (message instanceof WorkMessage.Joined joined)
      check(sender, joined);
    else if (joinedFrom.isPresent() && !joinedFrom.get().equals(sender.node()))
      throw forbidden(sender, "worker " + message.worker() + ": it joined from node " + joinedFrom.get());
  }

  /// A tab may join from another node than before: it went to another door. Nobody joins in the name of a node.
  private static void check(Sender sender, WorkMessage.Joined joined) {
    WorkerId worker = joined.worker();
    if (!Addresses.home(joined.home()).recipient().equals(sender.node()))
      throw forbidden(sender, "worker " + worker + " at home " + joined.home());
    if (joined.kind() == WorkerKind.NODE && !(worker.value().equals(sender.node().value()) && sender.role().works()))
      throw forbidden(sender, "node worker " + worker + ": a node joins under its own id, and only if its role lets it work");
    if (joined.kind() == WorkerKind.BROWSER && NODE_FORM.matcher(worker.value()).matches())
      throw forbidden(sender, "tab " + worker + ": this is the form of a node's id");
  }

  /// @throws KithException FORBIDDEN
  static void check(Sender sender, JobRequest request) {
    if (!sender.role().controls())
      throw new KithException(ErrorCode.FORBIDDEN, "node " + sender.node() + " can't pass on "
          + request.getClass().getSimpleName() + ": its role is " + sender.role() + ", expected one that controls jobs");
  }

  private static KithException forbidden(Sender sender, String whom) {
    return new KithException(ErrorCode.FORBIDDEN, "node " + sender.node() + " can't speak for " + whom);
  }
}
