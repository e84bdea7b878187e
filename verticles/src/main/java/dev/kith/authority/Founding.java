package dev.kith.authority;

import dev.kith.crypto.Sealer;
import dev.kith.crypto.SigningKey;
import dev.kith.model.Role;
import java.nio.file.Path;
import java.time.InstantSource;

/// Makes a mesh: its first node, which is its authority.
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class Founding {
  private Founding() {}

  /// Makes everything in `<data>/mesh`. Blocks on the disk. What a process left that died here is replaced.
  ///
  /// @param sealer of the data directory's key
  /// @param jobKey signs jobs of the whole mesh
  /// @throws dev.kith.message.KithException CONFLICT if this data directory is of a mesh already
  public static Membership make(Path data, Sealer sealer, Own own, Role role, SigningKey jobKey, AuthorityConfig config,
      InstantSource clock) {
    throw new AssertionError("to be written");
  }
}
