package dev.kith.model;

/// Where a worker runs code: in sandboxed processes of a node, or in a volunteer's browser tab.
public enum WorkerKind {
  NODE, BROWSER
}
