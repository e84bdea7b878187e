/// Volunteers: browser tabs that run shards, as workers like any other to the controller. Entry: [VolunteerVerticle].
///
/// A [Tab] is one connection, a [Seat] is the worker behind it, which outlives a dropped connection until it has been silent
/// too long. Knows nothing of jobs but their ids: it passes leases to tabs and results back, and trusts nothing a tab says.
package dev.kith.volunteer;
