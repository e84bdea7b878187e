/// Owns jobs: takes them in, leases their shards to workers and counts results, durably. Entry: [ControllerVerticle]; every decision is
/// made by `job.JobBoard`, every byte kept by a `job.Ledger`. Knows nothing of HTTP, of sandboxes or of browsers.
package dev.kith.controller;
