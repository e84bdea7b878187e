/// Noise handshakes with a post-quantum half, and the sessions that come of them: bytes in, bytes out. Entry: [Handshake]. Knows nothing
/// of carriers, of cards or of what is said.
package dev.kith.handshake;
