/// The job domain: how a job is cut, leased, run again and added up. Values in, values out; clock and randomness are given, so that
/// all of it runs in a simulator. Entry: `JobBoard`. Knows neither Vert.x nor the disk.
package dev.kith.job;
