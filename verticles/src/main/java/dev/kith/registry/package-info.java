/// Who else is in the mesh: identity, liveness, score, and the way to the nearest. Entries: [RegistryVerticle] (wiring), [PeerTable]
/// (decisions), [Ties] (what it is told and may ask). Believes sessions and its own pings; what others say is a hint. Knows nothing of
/// how frames travel, and nothing of jobs.
package dev.kith.registry;
