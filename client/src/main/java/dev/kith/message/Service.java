package dev.kith.message;

import java.time.Duration;

/// An address on which one server answers each `Q` with an `A` or a [KithException].
///
/// @param timeout how long the asker waits; the question may have been served all the same
public record Service<Q, A>(String address, Class<Q> question, Class<A> answer, Duration timeout) {}
