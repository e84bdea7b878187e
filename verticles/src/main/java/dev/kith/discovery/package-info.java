/// "I am here", said over UDP to whoever shares the mesh key; what is heard is a hint where to try, never a reason to believe. Entries:
/// [DiscoveryVerticle] (wiring), [Announcements] (decisions). Never answers a datagram.
package dev.kith.discovery;
