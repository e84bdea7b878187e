package dev.kith.authority;

import dev.kith.message.Limits;
import dev.kith.message.NodeCard;
import dev.kith.message.NodeCard.Ports;
import java.util.List;
import java.util.Objects;

/// What a node wants its card to say of it.
///
/// @param addresses IP literals, best first; none if it only dials out
public record Own(String name, List<String> addresses, Ports ports) {
  public Own {
    Limits.length("name", name, 1, 64);
    Limits.range("addresses (their number)", addresses.size(), 0, NodeCard.ADDRESSES_MAX);
    addresses = List.copyOf(addresses);
    Objects.requireNonNull(ports);
  }
}
