package dev.kith.job;

import dev.kith.model.Life;
import java.util.Objects;

/// One start of a controller.
///
/// @param epoch which one it is, by its ledger's count; says what came later
/// @param life says whether two are the same, also where the count was set back
public record Start(long epoch, Life life) {
  /// Of a ledger that was never started.
  public static final Start NEVER = new Start(0, Life.NONE);

  public Start {
    Objects.requireNonNull(life);
  }

  @Override
  public String toString() { return "epoch " + epoch + " (life " + life + ")"; }
}
