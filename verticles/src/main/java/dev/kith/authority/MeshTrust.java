package dev.kith.authority;

import dev.kith.bus.Trust;
import dev.kith.crypto.Base64Url;
import dev.kith.crypto.CertificateAuthority;
import dev.kith.crypto.MeshTls;
import dev.kith.crypto.NodeCertificate;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard;
import dev.kith.model.NodeId;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whom a node believes: those whose card the mesh's authority signed and has not taken back. Roles come from cards alone. Thread-safe.
public final class MeshTrust implements Trust {
  /// A node that has heard nothing of the authority for so long can't know who was revoked, and believes nobody but the authority.
  public static final Duration STALE_AFTER = Duration.ofHours(24);

  private final Membership membership;
  private final Admission admission;
  private final Duration staleAfter;
  private final InstantSource clock;
  private final RefusalLog log;

  public MeshTrust(Membership membership, Admission admission, Duration staleAfter, InstantSource clock) {
    this.membership = membership;
    this.admission = admission;
    this.staleAfter = staleAfter;
    this.clock = clock;
    this.log = new RefusalLog(clock);
  }

  @Override
  public String mesh() { return membership.mesh(); }

  @Override
  public byte[] credential() { return membership.credential(); }

  /// The one to use first (see [Membership#meshKeys]).
  @Override
  public List<MeshKey> meshKeys() { return membership.meshKeys(clock.instant()); }

  /// The authority takes any that it ever made: nodes that were off for long find back, and so does it after a restore.
  @Override
  public Optional<MeshKey> meshKey(int number) { return membership.meshKey(number, clock.instant()); }

  @Override
  public Peer check(byte[] credential, byte[] staticKey) {
    try {
      Instant now = clock.instant();
      NodeCard card = ShownCredential.parse(credential).checked(membership.roots(), mesh(), now);
      if (!NodeKeys.idOf(staticKey).equals(card.node()) || !Base64Url.encode(staticKey).equals(card.staticKey()))
        throw new Refused("key", "card of " + card.node() + " is for another key than the handshake proved");
      standing(card.node(), card.serial());
      fresh(card.node(), now);
      return new Peer(card.node(), card.role(), card.name(), card.serial(), card.notAfter());
    } catch (Refused e) {
      log.add(e.kind(), e.getMessage());
      throw new KithException(ErrorCode.FORBIDDEN, e.getMessage(), e);
    }
  }

  @Override
  public Optional<String> lost(Peer peer) {
    try {
      Instant now = clock.instant();
      if (now.minus(CertificateAuthority.SKEW).isAfter(peer.until()))
        throw new Refused("expired", "card of " + peer.node() + " expired at " + peer.until());
      standing(peer.node(), peer.serial());
      fresh(peer.node(), now);
      return Optional.empty();
    } catch (Refused e) {
      log.add(e.kind(), e.getMessage());
      return Optional.of(e.getMessage());
    }
  }

  /// The same for certificates in TLS, but that it carries on with an old list of the revoked: the newer one comes over it.
  public MeshTls.Believe believe() { return this::believed; }

  /// How often something was refused, by the kind of reason.
  public Map<String, Long> refusals() { return log.counts(); }

  private void believed(List<X509Certificate> chain) throws CertificateException {
    try {
      NodeCertificate shown = certificate(chain);
      if (!shown.mesh().equals(mesh()))
        throw new Refused("mesh", "certificate is of mesh " + shown.mesh());
      standing(shown.node(), shown.serial());
    } catch (Refused e) {
      log.add(e.kind(), e.getMessage());
      throw new CertificateException(e.getMessage(), e);
    }
  }

  private NodeCertificate certificate(List<X509Certificate> chain) throws Refused {
    try {
      return NodeCertificate.check(chain, membership.roots(), clock.instant());
    } catch (CertificateException e) {
      throw new Refused("certificate", e.getMessage(), e);
    }
  }

  private void standing(NodeId node, String serial) throws Refused {
    Optional<String> revoked = membership.lists().of(node, serial);
    if (revoked.isPresent())
      throw new Refused("revoked", "node " + node + " was " + revoked.get());
    if (!admission.admits(node))
      throw new Refused("allowlist", "node " + node + " is not on this node's allowlist");
  }

  private void fresh(NodeId node, Instant now) throws Refused {
    Instant heard = membership.lists().issuedAt();
    if (!membership.isAuthority() && !node.equals(membership.authority()) && now.isAfter(heard.plus(staleAfter)))
      throw new Refused("stale", "the list of revoked nodes is of " + heard + ", older than " + staleAfter.toHours()
          + " h: nobody but the authority is believed before there is a newer one");
  }
}
