package dev.kith.job;

import dev.kith.model.Life;
import java.util.Optional;

/// Which start of a controller comes next, and whether its ledger is the one that it left.
///
/// What the node itself remembers of its last start lies outside the ledger. Both say the same, or the ledger is one further: the
/// controller died before it could note the start. All else means that files were put back, lost, or put together.
///
/// @param warning for the operator, if the ledger is not the one that was left
public record NextStart(Start start, Optional<String> warning) {
  private static final String MEANS = "; nothing that was leased since can count in it";

  /// @param remembered what the node knows without the ledger; absent if it knows of no start
  /// @param life of the new start
  public static NextStart after(Start inLedger, Optional<Start> remembered, Life life) {
    long epoch = Math.max(inLedger.epoch(), remembered.map(Start::epoch).orElse(0L));
    return new NextStart(new Start(epoch + 1, life), remembered.flatMap(known -> differs(inLedger, known))
        .or(() -> remembered.isEmpty() ? unknown(inLedger) : Optional.empty()));
  }

  /// A ledger whose life has no name is of a program that did not remember either.
  private static Optional<String> unknown(Start inLedger) {
    return inLedger.life().equals(Life.NONE)
        ? Optional.empty()
        : Optional.of("the ledger is of " + inLedger + ", but this node remembers no start: its files are not of one moment");
  }

  private static Optional<String> differs(Start inLedger, Start known) {
    if (inLedger.equals(known) || inLedger.epoch() == known.epoch() + 1)
      return Optional.empty();
    if (inLedger.equals(Start.NEVER))
      return Optional.of("the ledger is new, but this node was at " + known + " before: its jobs are gone" + MEANS);
    if (inLedger.epoch() < known.epoch()) {
      return Optional.of("the ledger is older than this node: it is of " + inLedger + ", the node was at " + known
          + " before: it is an earlier copy, or lost its log; jobs accepted and results counted since are gone" + MEANS);
    }
    return Optional.of("the ledger is not the one that this node left: it is of " + inLedger + ", the node was at " + known
        + " before: ledger and node come from different copies" + MEANS);
  }
}
