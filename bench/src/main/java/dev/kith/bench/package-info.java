/// Measurements of a running Kith, each against a named baseline of the same run. Entry: [Bench]. Uses what users use: the launcher,
/// REST and a browser.
package dev.kith.bench;
