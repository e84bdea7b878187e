/// A node's own worker: takes leases, checks the job's signed terms, runs shards in the sandbox and answers with results.
/// Entry: [WorkerVerticle]. Knows nothing of ledgers or of HTTP; the controller is an address on the bus.
package dev.kith.worker;
