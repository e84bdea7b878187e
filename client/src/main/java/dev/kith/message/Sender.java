package dev.kith.message;

import dev.kith.model.NodeId;
import dev.kith.model.Role;

/// Who a message is from: proved by the session that it came in by, never by what it says.
///
/// @param role as its card says
public record Sender(NodeId node, Role role) {}
