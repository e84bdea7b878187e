package dev.kith.message;

import dev.kith.model.NodeId;
import java.time.Duration;

/// An address on which one node answers each `Q` with an `A` or a [KithException].
///
/// @param timeout how long the asker waits; the question may have been served all the same
public record Service<Q, A>(String address, Class<Q> question, Class<A> answer, NodeId server, Duration timeout) {}
