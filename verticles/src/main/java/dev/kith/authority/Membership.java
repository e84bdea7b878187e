package dev.kith.authority;

import dev.kith.bus.Trust.MeshKey;
import dev.kith.crypto.P256Key;
import dev.kith.crypto.SigningKey;
import dev.kith.crypto.TlsCredential;
import dev.kith.crypto.VerifyingKey;
import dev.kith.message.AuthorityReply.Renewed;
import dev.kith.message.AuthorityReply.Update;
import dev.kith.message.AuthorityRequest.Renew;
import dev.kith.message.NodeCard;
import dev.kith.model.NodeId;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a node has of its mesh, in `<data>/mesh` (files of mode 0600, each replaced whole). Thread-safe; what it answers changes
/// with [#renewed] and [#update], which block on the disk.
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class Membership {
  /// What the answer of the authority must fit: keep it from [#renewal] to [#renewed].
  ///
  /// @param tls the key of the new certificate; secret
  public record Asked(Renew request, P256Key tls) {
    @Override
    public String toString() { return "Asked"; }
  }

  private Membership() {}

  /// Empty if this data directory is not of a mesh.
  ///
  /// @throws dev.kith.message.KithException INTERNAL if a file is damaged or open to others; the node must not start
  public static Optional<Membership> load(Path data) { throw new AssertionError("to be written"); }

  /// Checks what the authority sent and keeps it.
  ///
  /// @param token as given to [NodeKeys#enrolment]: pins the root
  /// @throws dev.kith.message.KithException FORBIDDEN if it does not fit the token or the keys; CONFLICT if this data directory is
  /// of a mesh already
  public static Membership join(Path data, NodeKeys keys, String token, Welcome welcome, Instant now) {
    throw new AssertionError("to be written");
  }

  /// 32 hex digits.
  public String mesh() { throw new AssertionError("to be written"); }

  public NodeId node() { throw new AssertionError("to be written"); }

  public NodeCard card() { throw new AssertionError("to be written"); }

  /// Card and intermediate as peers check them (`docs/protocol.md`).
  public byte[] credential() { throw new AssertionError("to be written"); }

  public TlsCredential tls() { throw new AssertionError("to be written"); }

  /// The root certificates: one, or more while one replaces another.
  public List<X509Certificate> roots() { throw new AssertionError("to be written"); }

  /// The node that renews cards.
  public NodeId authority() { throw new AssertionError("to be written"); }

  /// Whether that is this node.
  public boolean isAuthority() { throw new AssertionError("to be written"); }

  /// The card of the authority's node as of when this one joined: where to find it.
  public NodeCard authorityCard() { throw new AssertionError("to be written"); }

  /// Who checks the signatures of jobs.
  public VerifyingKey jobKey() { throw new AssertionError("to be written"); }

  /// Who signs jobs: for nodes that own jobs.
  public Optional<SigningKey> jobSecret() { throw new AssertionError("to be written"); }

  /// The keys that members share, the one to use first: a new key is used some seconds after it came, when the others have it too.
  public List<MeshKey> meshKeys(Instant now) { throw new AssertionError("to be written"); }

  /// The number of the newest of them.
  public long newestMeshKey() { throw new AssertionError("to be written"); }

  public Revocations revocations() { throw new AssertionError("to be written"); }

  /// When to ask for a new card: after two thirds of its life.
  public Instant renewAt() { throw new AssertionError("to be written"); }

  /// Whether the card says something else than that.
  public boolean differs(Own own) { throw new AssertionError("to be written"); }

  /// A signed request for a new card; the same identity, a new TLS key.
  public Asked renewal(Own own) { throw new AssertionError("to be written"); }

  /// What this node serves for that challenge.
  public String answer(String challenge) { throw new AssertionError("to be written"); }

  /// Keeps the new card and certificate. All of it or nothing.
  ///
  /// @throws dev.kith.message.KithException FORBIDDEN if it does not fit what was asked
  public void renewed(Asked asked, Renewed renewed, Instant now) { throw new AssertionError("to be written"); }

  /// Keeps the list of the revoked and the mesh keys, if they are the authority's and newer.
  ///
  /// @return whether anything is new
  /// @throws dev.kith.message.KithException FORBIDDEN if the list is not signed by the authority
  public boolean update(Update update, Instant now) { throw new AssertionError("to be written"); }

  /// @param listener runs after each change, on the thread that made it
  public void whenChanged(Runnable listener) { throw new AssertionError("to be written"); }
}
