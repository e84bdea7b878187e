package dev.kith.crypto;

import dev.kith.model.NodeId;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a node's certificate proves, once its chain was checked: node <- intermediate <- one of the roots.
///
/// @param serial lower-case hex
/// @param issuer the intermediate
public record NodeCertificate(String mesh, NodeId node, String serial, Instant notBefore, Instant notAfter,
    X509Certificate issuer) {
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final Set<String> PURPOSES = Set.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
  private static final Pattern URI = Pattern.compile("mesh://([0-9a-f]{32})/node/([0-9a-f]{32})");
  private static final int URI_NAME = 6;
  private static final int KEY_CERT_SIGN = 5;

  static String uri(String mesh, NodeId node) { return "mesh://" + mesh + "/node/" + node; }

  /// @param chain leaf first, then the intermediate, and nothing else (the root may follow)
  /// @throws CertificateException with the reason
  public static NodeCertificate check(List<X509Certificate> chain, Collection<X509Certificate> roots, Instant now)
      throws CertificateException {
    if (chain.size() < 2 || chain.size() > 3)
      throw new CertificateException("certificate chain must be leaf and intermediate, not " + chain.size() + " certificates");
    X509Certificate leaf = chain.getFirst();
    X509Certificate issuer = chain.get(1);
    checkIssuer(issuer, roots, now);
    signed("certificate", leaf, issuer);
    current("certificate", leaf, now);
    if (leaf.getBasicConstraints() != -1)
      throw new CertificateException("certificate of a CA shown as that of a node");
    if (leaf.getExtendedKeyUsage() == null || leaf.getExtendedKeyUsage().size() != PURPOSES.size()
        || !PURPOSES.containsAll(leaf.getExtendedKeyUsage()))
      throw new CertificateException("certificate must be for TLS servers and clients both");
    Matcher name = name(leaf);
    String mesh = name.group(1);
    if (roots.stream().noneMatch(root -> Certificates.mesh(root).equals(mesh)))
      throw new CertificateException("certificate is of mesh " + mesh);
    return new NodeCertificate(mesh, new NodeId(name.group(2)), Certificates.serial(leaf), leaf.getNotBefore().toInstant(),
        leaf.getNotAfter().toInstant(), issuer);
  }

  /// Checks an intermediate on its own.
  ///
  /// @throws CertificateException with the reason
  public static void checkIssuer(X509Certificate issuer, Collection<X509Certificate> roots, Instant now)
      throws CertificateException {
    X509Certificate root = roots.stream()
        .filter(candidate -> candidate.getSubjectX500Principal().equals(issuer.getIssuerX500Principal())).findFirst()
        .orElseThrow(() -> new CertificateException("certificate is not of this mesh's authority"));
    signed("intermediate", issuer, root);
    boolean[] usage = issuer.getKeyUsage();
    if (issuer.getBasicConstraints() != 0 || usage == null || !usage[KEY_CERT_SIGN])
      throw new CertificateException("intermediate may not sign nodes");
    current("root", root, now);
    current("intermediate", issuer, now);
  }

  private static void signed(String what, X509Certificate certificate, X509Certificate by) throws CertificateException {
    if (!SIGNATURE.equals(certificate.getSigAlgName())
        || !certificate.getIssuerX500Principal().equals(by.getSubjectX500Principal()))
      throw new CertificateException(what + " is not signed by this mesh's authority");
    try {
      Certificates.verifyingKey(certificate); // P-256 only, the leaf's too
      certificate.verify(by.getPublicKey());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new CertificateException(what + " is not signed by this mesh's authority", e);
    }
  }

  private static void current(String what, X509Certificate certificate, Instant now) throws CertificateException {
    if (now.plus(CertificateAuthority.SKEW).isBefore(certificate.getNotBefore().toInstant()))
      throw new CertificateException(what + " is not valid before " + certificate.getNotBefore().toInstant() + clock(now));
    if (now.minus(CertificateAuthority.SKEW).isAfter(certificate.getNotAfter().toInstant()))
      throw new CertificateException(what + " expired at " + certificate.getNotAfter().toInstant() + clock(now));
  }

  private static String clock(Instant now) { return " (this machine's clock says " + now.truncatedTo(ChronoUnit.SECONDS) + ")"; }

  private static Matcher name(X509Certificate leaf) throws CertificateException {
    try {
      if (leaf.getSubjectAlternativeNames() != null) {
        List<Matcher> names = leaf.getSubjectAlternativeNames().stream().filter(name -> name.getFirst().equals(URI_NAME))
            .map(name -> URI.matcher((String) name.get(1))).toList();
        if (names.size() == 1 && names.getFirst().matches())
          return names.getFirst();
      }
    } catch (CertificateParsingException e) {
      throw new CertificateException("certificate has malformed names", e);
    }
    throw new CertificateException("certificate does not name a node of a mesh");
  }
}
