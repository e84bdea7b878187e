package dev.kith.message;

/// An address on which `M` is published to whoever listens. Loss: a slow or absent listener misses it.
public record Topic<M>(String address, Class<M> type) {}
