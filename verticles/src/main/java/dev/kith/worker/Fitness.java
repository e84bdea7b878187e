package dev.kith.worker;

/// Whether this worker is fit to run a controller's blocks: once it had to give some back in a row it asks for none for a while, each
/// time longer, then for one, to see. Confined; times in ms.
final class Fitness {
  /// Blocks given back in a row before it asks for no more.
  static final int PATIENCE = 3;
  private static final long FIRST = 1_000;
  private static final long MOST = 60_000;

  private int givenBack;
  private long restingUntil = Long.MIN_VALUE;

  void gaveBack(long now) {
    if (now < restingUntil) return; // several at once count once
    givenBack = Math.min(givenBack + 1, PATIENCE + 20);
    if (givenBack >= PATIENCE) restingUntil = now + Math.min(MOST, FIRST << (givenBack - PATIENCE));
  }

  void ran() {
    givenBack = 0;
    restingUntil = Long.MIN_VALUE;
  }

  /// @param places that it has for this controller
  int credit(int places, long now) {
    if (now < restingUntil) return 0;
    return givenBack >= PATIENCE ? Math.min(1, places) : places;
  }
}
