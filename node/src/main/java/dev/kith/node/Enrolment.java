package dev.kith.node;

import dev.kith.message.KithException;
import java.util.function.Consumer;

/// Makes the node of a data directory one of a mesh: keys, certificate and card are there afterwards. Blocks.
public interface Enrolment {
  /// @param host of the authority's door: a name or an address, IPv6 without brackets
  /// @param token secret
  /// @param progress gets a line for people at each step
  /// @throws KithException FORBIDDEN, GONE if the token is not (or no longer) good, UNAVAILABLE if the door can't be reached
  void enrol(NodeConfig config, String host, int port, String token, Consumer<String> progress);
}
