package dev.kith.authority;

import dev.kith.model.NodeId;
import java.time.Instant;
import java.util.List;

/// A request that waits for its challenge: each address is to serve `answer` at `/.well-known/acme-challenge/<challenge>`.
///
/// @param challenge 128 random bits, base64url
/// @param answer `challenge` + "." + thumbprint of the identity key
/// @param addresses to be proved, canonical IP literals; none if there is nothing to prove, and the order can be completed at once
public record Order(String id, NodeId node, String challenge, String answer, List<String> addresses, Instant until) {
  public Order {
    addresses = List.copyOf(addresses);
  }

  @Override
  public String toString() { return "Order[" + id + " of " + node + "]"; }
}
