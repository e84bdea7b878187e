package dev.kith.model;

/// Belongs to an object that one thread alone may touch: that which asks first. To be asked by `assert confined.here()`, so that it
/// is looked at in tests and costs nothing otherwise. An event loop's context is one thread.
public final class Confined {
  private final Class<?> of;
  private Thread owner;

  public Confined(Class<?> of) { this.of = of; }

  /// @return true
  /// @throws AssertionError on another thread than at the first call
  public boolean here() {
    Thread now = Thread.currentThread();
    if (owner == null)
      owner = now;
    if (!owner.equals(now))
      throw new AssertionError(of.getSimpleName() + " is confined to " + owner.getName() + ", and touched on " + now.getName());
    return true;
  }
}
