package dev.kith.message;

/// On whose behalf a request is made, as `access` found out.
///
/// @param owner the id of the key behind the request; jobs belong to it
/// @param seesAll whether the key's scopes reach over everybody's jobs
public record Caller(String owner, boolean seesAll) {
  public Caller {
    Limits.label("owner", owner, 1, 64);
  }

  public boolean maySee(String otherOwner) { return seesAll || owner.equals(otherOwner); }
}
