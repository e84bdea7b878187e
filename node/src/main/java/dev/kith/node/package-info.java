/// The program: what it is configured with, what it starts and in which order, how it stops.
/// Entries: [NodeConfig], [Configuration], [Node]. It knows every feature; nothing but the command line knows it.
package dev.kith.node;
