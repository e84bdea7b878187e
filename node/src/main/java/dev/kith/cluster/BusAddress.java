package dev.kith.cluster;

/// Where a node's event bus listens.
record BusAddress(String host, int port) {}
