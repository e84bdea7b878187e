package dev.kith.node;

/// Whether a node that has a part in the cluster needs a link (`/ws/peer`) beside it: if it is alone there though it knows of others,
/// for as long as that lasts. Asked every few seconds; confined to one thread at a time.
final class Lifeline {
  enum Step {
    /// As it is.
    NONE,
    /// Keep a link to whoever answers.
    DIAL,
    /// It is in the cluster again.
    HANG_UP
  }

  private final int patience;
  private int alone;
  private boolean dialled;

  /// @param patience looks at which it must be alone before it dials: a cluster that is joined anew takes a moment
  Lifeline(int patience) { this.patience = patience; }

  /// @param others members of the cluster beside this node
  /// @param known whether it knows where another node may be
  Step look(int others, boolean known) {
    alone = others == 0 && known ? alone + 1 : 0;
    if (alone >= patience) {
      dialled = true;
      return Step.DIAL; // again each time: more may be known by now
    }
    boolean hangUp = dialled && others > 0;
    if (hangUp)
      dialled = false;
    return hangUp ? Step.HANG_UP : Step.NONE;
  }
}
