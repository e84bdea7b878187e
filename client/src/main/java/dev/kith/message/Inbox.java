package dev.kith.message;

import dev.kith.model.NodeId;

/// An address of one node at which it takes `M`, one way, from whoever is let. Loss: a message may be lost, or come twice.
public record Inbox<M>(String address, Class<M> type, NodeId recipient) {}
