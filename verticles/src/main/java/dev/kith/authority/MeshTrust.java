package dev.kith.authority;

import dev.kith.bus.Trust;
import dev.kith.crypto.MeshTls;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whom a node believes: those whose card the mesh's authority signed and has not taken back. Thread-safe.
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class MeshTrust implements Trust {
  /// A node that has heard nothing of the authority for so long can't know who was revoked, and believes nobody but the authority.
  public static final Duration STALE_AFTER = Duration.ofHours(24);

  public MeshTrust(Membership membership, Admission admission, Duration staleAfter, InstantSource clock) {}

  @Override
  public String mesh() { throw new AssertionError("to be written"); }

  @Override
  public byte[] credential() { throw new AssertionError("to be written"); }

  @Override
  public List<MeshKey> meshKeys() { throw new AssertionError("to be written"); }

  @Override
  public Peer check(byte[] credential, byte[] staticKey) { throw new AssertionError("to be written"); }

  @Override
  public Optional<String> lost(Peer peer) { throw new AssertionError("to be written"); }

  /// The same for certificates in TLS.
  public MeshTls.Believe believe() { throw new AssertionError("to be written"); }

  /// How often something was refused, by the kind of reason.
  public Map<String, Long> refusals() { throw new AssertionError("to be written"); }
}
