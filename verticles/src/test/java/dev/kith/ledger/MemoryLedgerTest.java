package dev.kith.ledger;

import dev.kith.job.Ledger;

class MemoryLedgerTest extends LedgerContract {
  private final MemoryLedger.Disk disk = new MemoryLedger.Disk();

  @Override
  Ledger open() { return new MemoryLedger(disk); }
}
