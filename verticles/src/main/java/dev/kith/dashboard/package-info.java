/// The HTTP door: REST as in `openapi/kith.yaml`, pages, live streams. Entry: [dev.kith.dashboard.DashboardVerticle].
/// Decides nothing about jobs, keys or invites: it asks controller and access over the bus. Every operation passes the one
/// [dev.kith.dashboard.Gate]; other features put their routes on the same server by a handler given at construction.
package dev.kith.dashboard;
