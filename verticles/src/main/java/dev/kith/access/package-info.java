/// Who may do what: client keys, sessions, invites, bound volunteers, failure budgets and rate limits.
/// Entries: [Access] (decisions and their file) and [AccessVerticle] (serves them on the bus). Knows nothing of HTTP, pages or jobs;
/// keeps no secret at rest but keyed hashes.
package dev.kith.access;
