package dev.kith.authority;

import dev.kith.codec.MessageCodec;
import dev.kith.crypto.Base64Url;
import dev.kith.crypto.CertificateAuthority;
import dev.kith.crypto.Certificates;
import dev.kith.crypto.Jws;
import dev.kith.crypto.NodeCertificate;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/// [Revocations] as they travel and lie on the disk.
final class SignedList {
  static final int CHARS_MAX = 900_000;

  private SignedList() {}

  static String sign(Revocations list, CertificateAuthority by) {
    return Jws.sign(by.key(), Revocations.TYP, new String(MessageCodec.encode(list), StandardCharsets.UTF_8));
  }

  /// Believed only after its signature: it names the intermediate that signed it, which must be of these roots (at the time of the
  /// signature: an old list stays readable when its signer is over).
  static Revocations open(String jws, List<X509Certificate> roots, String mesh) {
    if (jws.length() > CHARS_MAX)
      throw refused("it has " + jws.length() + " characters, more than " + CHARS_MAX, null);
    try {
      int from = jws.indexOf('.') + 1;
      byte[] claimed = Transcripts.decoded("payload", jws.substring(from, Math.max(from, jws.indexOf('.', from))));
      Revocations list = MessageCodec.decode(claimed, Revocations.class, CHARS_MAX);
      X509Certificate issuer = Certificates.ofDer(Transcripts.decoded("issuer", list.issuer()));
      NodeCertificate.checkIssuer(issuer, roots, list.issuedAt());
      if (Jws.verify(Certificates.verifyingKey(issuer), Revocations.TYP, jws).isEmpty() || !list.mesh().equals(mesh))
        throw refused("it is not signed by this mesh's authority", null);
      return list;
    } catch (CertificateException | IllegalArgumentException e) {
      throw refused(e.getMessage(), e);
    } catch (KithException e) {
      throw e.code() == ErrorCode.FORBIDDEN ? e : refused(e.getMessage(), e);
    }
  }

  static String der(X509Certificate certificate) { return Base64Url.encode(Certificates.der(certificate)); }

  private static KithException refused(String why, Throwable cause) {
    return new KithException(ErrorCode.FORBIDDEN, "list of revoked nodes refused: " + why, cause);
  }
}
