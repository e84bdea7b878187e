/// Members of the mesh's cluster: who is here, and the event bus between them, both inside mutual TLS 1.3. The only user of
/// Hazelcast, and of it only the membership: no map, no executor, no lock. Entry: [Cluster#start]. Knows certificates and node
/// ids, but nothing of cards, messages or what the frames hold. It stands on internals of Hazelcast and Vert.x, which its tests pin.
package dev.kith.cluster;
