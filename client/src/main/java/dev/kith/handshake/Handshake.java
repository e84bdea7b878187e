package dev.kith.handshake;

import dev.kith.crypto.Identity;
import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import java.util.function.LongSupplier;

/// One side of one handshake: whole frames in, whole frames out. Confined. Each method once, in order; whatever is wrong is a
/// [RefusedFrameException], after which this handshake is dead.
///
/// Initiator: [#first], [#readSecond] (then the caller checks the peer's credential), [#third], [#session].
/// Responder: [#second], [#readThird] (then the caller checks), [#session].
@SuppressWarnings("DoNotCallSuggester")
public final class Handshake {
  /// @param mesh 32 hex digits, part of the prologue
  /// @param credential ours, shown to the other end encrypted
  /// @param meshKey 32 bytes, secret, and its number
  /// @param nanoTime a monotonic clock, for the session's ages
  public record Terms(Identity identity, String mesh, Blob credential, Blob meshKey, int meshKeyNumber, Suite suite,
      LongSupplier nanoTime) {}

  /// What the other end showed; `staticKey` is proved, the credential is anything at all.
  public record Shown(Blob staticKey, Blob credential) {}

  private Handshake() {}

  public static Handshake initiator(Terms terms, NodeId to) { throw new AssertionError("to be written"); }

  public static Handshake responder(Terms terms) { throw new AssertionError("to be written"); }

  /// Message 1. Its end is a MAC under a key derived from the mesh key: without it a responder says nothing.
  public byte[] first() { throw new AssertionError("to be written"); }

  /// @param first message 1, not yet believed
  public byte[] second(byte[] first) { throw new AssertionError("to be written"); }

  public Shown readSecond(byte[] second) { throw new AssertionError("to be written"); }

  public byte[] third() { throw new AssertionError("to be written"); }

  public Shown readThird(byte[] third) { throw new AssertionError("to be written"); }

  /// The number by which frames of the other end name this handshake and its session.
  public long localNumber() { throw new AssertionError("to be written"); }

  public Session session() { throw new AssertionError("to be written"); }
}
