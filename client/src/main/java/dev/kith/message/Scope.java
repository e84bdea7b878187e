package dev.kith.message;

import java.util.Locale;

/// What a key allows.
public enum Scope {
  /// Submit, see, steer one's own jobs.
  JOBS,
  /// See and steer everybody's jobs.
  JOBS_ALL,
  /// Make, list and revoke invites.
  INVITES,
  /// See workers and metrics.
  WATCH,
  /// Make, list and revoke keys.
  KEYS,
  /// Steer the mesh: enrolment tokens, cards, revocation, stats and logs of every node.
  NODES;

  /// As written in REST and on the command line: `jobs-all`.
  public String text() { return name().toLowerCase(Locale.ROOT).replace('_', '-'); }

  /// @throws KithException INVALID for an unknown one, naming the known ones
  public static Scope parse(String text) {
    for (Scope scope : values()) {
      if (scope.text().equals(text))
        return scope;
    }
    throw KithException.invalid("scope must be one of jobs, jobs-all, invites, watch, keys, nodes, not \"" + text + "\"");
  }
}
