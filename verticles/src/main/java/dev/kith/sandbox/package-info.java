/// Runs foreign JavaScript outside of this process: a pool of child JVMs, each with V8, a memory and a time limit, and where the
/// system allows locked against files, sockets and programs. Entry: [SandboxPool]; the child's main class is [SandboxChild].
/// Knows neither jobs nor leases nor the bus: code and shards in, folded results or a failure out.
package dev.kith.sandbox;
