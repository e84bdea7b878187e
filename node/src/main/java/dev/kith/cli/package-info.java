/// The command line: `kith <command>`. Talks to a node by HTTP like any other client; only `up` and `demo` start one.
/// Entry: [Kith]. It knows no feature, only the node's configuration and start.
package dev.kith.cli;
