package dev.kith.authority;

import dev.kith.crypto.Base64Url;
import dev.kith.crypto.Certificates;
import dev.kith.crypto.NodeCertificate;
import dev.kith.crypto.P256Key;
import dev.kith.crypto.TlsCredential;
import dev.kith.message.AuthorityReply.Renewed;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// A node's card and certificate, checked to belong together and to this node.
///
/// @param shown as peers see it
@SuppressWarnings("ArrayRecordComponent") // never compared
record Held(NodeCard card, byte[] shown, TlsCredential tls, Kept kept) {
  /// As it lies on the disk.
  ///
  /// @param tlsKey PKCS #8, base64url; secret
  record Kept(Renewed renewed, String tlsKey) {
    @Override
    public String toString() { return "Kept"; }
  }

  /// @param at when it must have been valid
  /// @throws KithException INVALID if it does not fit
  static Held of(Kept kept, byte[] staticKey, List<X509Certificate> roots, String mesh, Instant at) {
    try {
      P256Key key = P256Key.fromPkcs8(Transcripts.decoded("tlsKey", kept.tlsKey));
      List<X509Certificate> chain = kept.renewed.chain().stream()
          .map(der -> Certificates.ofDer(Transcripts.decoded("chain", der))).toList();
      NodeCertificate certificate = NodeCertificate.check(chain, roots, at);
      ShownCredential credential = new ShownCredential(kept.renewed.card(), certificate.issuer());
      NodeCard card = credential.checked(roots, mesh, at);
      boolean fits = card.node().equals(certificate.node()) && card.serial().equals(certificate.serial())
          && card.staticKey().equals(Base64Url.encode(staticKey)) && card.node().equals(NodeKeys.idOf(staticKey))
          && card.tlsKey().equals(key.fingerprint())
          && Arrays.equals(chain.getFirst().getPublicKey().getEncoded(), key.publicSpki());
      if (!fits)
        throw KithException.invalid("card, certificate and keys do not belong together");
      return new Held(card, credential.encoded(), new TlsCredential(chain, key.privateKey()), kept);
    } catch (CertificateException | Refused | IllegalArgumentException e) {
      throw new KithException(dev.kith.message.ErrorCode.INVALID, e.getMessage(), e);
    }
  }

  /// When it was surely valid, if it ever was.
  static Instant issuedAt(Renewed renewed) {
    try {
      return Certificates.ofDer(Transcripts.decoded("chain", renewed.chain().getFirst())).getNotBefore().toInstant();
    } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
      throw KithException.invalid("chain: " + e.getMessage());
    }
  }

  @Override
  public String toString() { return "Held[" + card.serial() + "]"; }
}
