package dev.kith.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What always holds, over thousands of runs with faults. A failure names its seed: run it alone to see it again.
class SimulationTest {
  private static final int SEEDS = 2_000 * Integer.getInteger("kith.rounds", 1);

  @Test
  void holdsWhateverIsRepeatedAndReordered() { runAll(SimFaults.disorder(), SEEDS); }

  @Test
  void holdsWhateverCrashesAndIsCutOff() { runAll(SimFaults.crashes(), SEEDS); }

  @Test
  void holdsOnADiskThatLosesWhatWasNotSynced() { runAll(SimFaults.tornDisk(), SEEDS / 2); }

  @Test
  void holdsWhateverTheRegistryTellsOfNodes() { runAll(SimFaults.rumours(), SEEDS / 2); }

  @Test
  void noResultOfOneLifeCountsInAnotherWhateverLedgerIsPutBack() { runAll(SimFaults.restores(), SEEDS / 2); }

  @Test
  void holdsOnADiskThatFillsAndFailsAndComesBack() { runAll(SimFaults.badDisk(), SEEDS); }

  private static void runAll(SimFaults faults, int seeds) {
    for (long seed = 0; seed < seeds; seed++) {
      try {
        new Simulation(seed, faults, PlantedBug.NONE).run();
      } catch (RuntimeException e) {
        fail("seed " + seed + " with " + faults, e);
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    for (long seed = 0; seed < 50; seed++) {
      long first = new Simulation(seed, SimFaults.crashes(), PlantedBug.NONE).run();
      assertThat(new Simulation(seed, SimFaults.crashes(), PlantedBug.NONE).run()).as("seed " + seed).isEqualTo(first);
      assertThat(new Simulation(seed + 1, SimFaults.crashes(), PlantedBug.NONE).run()).isNotEqualTo(first);
    }
  }

  @Test
  void theRunsGoThroughAllThatIsHard() {
    Set<SimChecks.Sighting> missing = EnumSet.allOf(SimChecks.Sighting.class);
    for (long seed = 0; seed < 200 && !missing.isEmpty(); seed++) {
      Simulation simulation = new Simulation(seed,
          List.of(SimFaults.crashes(), SimFaults.restores(), SimFaults.badDisk()).get((int) (seed % 3)), PlantedBug.NONE);
      simulation.run();
      missing.removeAll(simulation.checks().seen());
    }
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aPlantedBugIsFound(PlantedBug bug) {
    Set<PlantedBug> onDisk = EnumSet.of(PlantedBug.SYNC_SKIPPED, PlantedBug.TORN_TRANSACTION, PlantedBug.ACK_BEFORE_APPEND);
    Set<PlantedBug> ofLives = EnumSet.of(PlantedBug.LIFE_IGNORED, PlantedBug.LIFE_REPEATED);
    SimFaults faults = onDisk.contains(bug)
        ? SimFaults.tornDisk()
        : ofLives.contains(bug) ? SimFaults.restores() : SimFaults.crashes();
    assertThat(seedThatFinds(bug, faults)).as("seeds until " + bug + " shows").isLessThan(SEEDS);
  }

  private static long seedThatFinds(PlantedBug bug, SimFaults faults) {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new Simulation(seed, faults, bug).run();
      } catch (SimChecks.Violated | IllegalStateException found) {
        return seed;
      }
    }
    return SEEDS;
  }
}
