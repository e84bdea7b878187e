/// Peer links: the WebSocket `/ws/peer` that a node behind NAT keeps to a gateway. Entry: [TransportVerticle].
///
/// A link carries whole frames; what is sealed in them the gateway can't read. Each is a [dev.kith.bus.Carrier], handed to the bus by
/// [dev.kith.bus.Frames] once the session of the two ends was proved over it. Knows nothing of what frames say.
package dev.kith.transport;
