package dev.kith.message;

import dev.kith.model.NodeId;

/// An address at which one node publishes `M` to whoever listens, at whichever node. Loss: a slow or absent listener misses it.
public record Topic<M>(String address, Class<M> type, NodeId publisher) {}
