package dev.kith.ledger;

import static dev.kith.ledger.Jobs.accept;
import static dev.kith.ledger.Jobs.advance;
import static dev.kith.ledger.Jobs.id;
import static dev.kith.ledger.Jobs.resultsOf;
import static dev.kith.ledger.Jobs.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.job.LedgerEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
  @Test
  void advancesOfOneJobBecomeOneWithTheLastProgressAndAllValues() {
    assertThat(Batch.coalesced(List.of(accept(1), advance(1, 1, running(2), resultsOf(0, 2)), advance(2, 1, running(7)),
        advance(1, 1, running(3), resultsOf(5, 1)), accept(3), advance(1, 1, running(4)))))
        .containsExactly(accept(1), advance(1, 1, running(4), resultsOf(0, 2), resultsOf(5, 1)), advance(2, 1, running(7)),
            accept(3));
  }

  @Test
  void advancesOfAnotherEpochOrBeyondARemovalStayApart() {
    List<LedgerEntry> epochs = List.of(advance(1, 1, running(1)), advance(1, 2, running(2)));
    assertThat(Batch.coalesced(epochs)).isEqualTo(epochs);
    List<LedgerEntry> removal = List.of(advance(1, 1, running(1)), new LedgerEntry.Remove(id(1)), advance(1, 1, running(2)));
    assertThat(Batch.coalesced(removal)).isEqualTo(removal);
  }

  @Test
  void weightCountsWhatIsLarge() {
    long none = Batch.weight(List.of(advance(1, 1, running(1))));
    assertThat(Batch.weight(List.of(advance(1, 1, running(1), resultsOf(0, 1000))))).isGreaterThan(none + 10_000);
    assertThat(Batch.weight(List.of())).isZero();
  }
}
