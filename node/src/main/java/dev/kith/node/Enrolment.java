package dev.kith.node;

import dev.kith.message.KithException;
import java.util.function.Consumer;

/// Makes the node of a data directory one of a mesh: keys, certificate and card are there afterwards. Blocks.
public interface Enrolment {
  /// @param door of the authority: `host:port`, or `host:port/base` if it is below a path; IPv6 in brackets
  /// @param token secret
  /// @param progress gets a line for people at each step
  /// @throws KithException FORBIDDEN, GONE if the token is not (or no longer) good, UNAVAILABLE if the door can't be reached
  void enrol(NodeConfig config, String door, String token, Consumer<String> progress);
}
