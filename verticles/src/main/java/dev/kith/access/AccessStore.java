package dev.kith.access;

import java.util.Optional;

/// Where the bytes of the state lie. Calls block and come one at a time.
public interface AccessStore {
  /// What was saved last; empty if nothing ever was.
  ///
  /// @throws dev.kith.message.KithException if there is something that cannot be trusted to be that; the node must not start
  Optional<byte[]> load();

  /// Replaces it. When this returns, the bytes survive a power failure; if it throws, what was there before is still there.
  ///
  /// @throws dev.kith.message.KithException STORAGE_FULL
  void save(byte[] state);

  /// What an operator should know of what was loaded: that it is not what was saved last.
  Optional<String> warning();

  /// How errors call it.
  String name();
}
