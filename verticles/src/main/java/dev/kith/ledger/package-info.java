/// The ledger on disk: SQLite, sealed. Entries: [SqliteLedger] and, for group commit, [LedgerWriter].
/// The only user of JDBC; knows neither Vert.x nor what a job means.
package dev.kith.ledger;
