package dev.kith.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.model.Life;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NextStartTest {
  private static final Life NEW = new Life(9, 9);

  @Test
  void theFirstStartIsThatAndNothingIsSaid() { expect(Start.NEVER, Optional.empty(), 1, ""); }

  @Test
  void theLedgerThatWasLeftGoesOn() { expect(start(4, 1), Optional.of(start(4, 1)), 5, ""); }

  @Test
  void aControllerThatDiedBeforeItCouldNoteItsStartSaysNothing() { expect(start(5, 2), Optional.of(start(4, 1)), 6, ""); }

  @Test
  void anOlderLedgerIsNamedAndTheEpochIsAboveTheGreatestSeen() {
    expect(start(2, 1), Optional.of(start(7, 3)), 8, "the ledger is older than this node: it is of " + start(2, 1)
        + ", the node was at " + start(7, 3) + " before");
  }

  @Test
  void aNewLedgerBesideAnOldNodeIsNamed() {
    expect(Start.NEVER, Optional.of(start(7, 3)), 8, "the ledger is new, but this node was at " + start(7, 3) + " before");
  }

  @Test
  void aLedgerOfAnotherHistoryIsNamed() {
    expect(start(7, 4), Optional.of(start(7, 3)), 8, "not the one that this node left: it is of " + start(7, 4));
    expect(start(9, 4), Optional.of(start(7, 3)), 10, "not the one that this node left: it is of " + start(9, 4));
  }

  @Test
  void aNodeThatRemembersNothingOfAnOldLedgerSaysSo() {
    expect(start(3, 4), Optional.empty(), 4, "the ledger is of " + start(3, 4) + ", but this node remembers no start");
  }

  @Test
  void aLedgerOfAnEarlierProgramIsTakenAsItIs() { expect(new Start(3, Life.NONE), Optional.empty(), 4, ""); }

  private static void expect(Start inLedger, Optional<Start> remembered, long epoch, String warning) {
    NextStart next = NextStart.after(inLedger, remembered, NEW);
    assertThat(next.start()).isEqualTo(new Start(epoch, NEW));
    assertThat(next.warning().orElse("")).startsWith(warning.startsWith("not ") ? "the ledger is " : warning).contains(warning);
    assertThat(next.warning().isPresent()).isEqualTo(!warning.isEmpty());
  }

  private static Start start(long epoch, long life) { return new Start(epoch, new Life(0, life)); }
}
