package dev.kith.cluster;

import dev.kith.model.NodeId;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/// Reads from a certificate, once TLS has checked it, which node it is of: its name is `mesh://<mesh>/node/<id>`.
final class PeerCertificate {
  private static final int URI_NAME = 6; // RFC 5280 4.2.1.6

  private PeerCertificate() {}

  /// @throws CertificateException if it names no node, or a node of another mesh
  static NodeId node(X509Certificate certificate, String mesh) throws CertificateException {
    String prefix = "mesh://" + mesh + "/node/";
    var names = certificate.getSubjectAlternativeNames();
    List<String> uris = names == null
        ? List.of()
        : names.stream().filter(name -> name.getFirst().equals(URI_NAME)).map(name -> (String) name.get(1)).toList();
    if (uris.size() != 1 || !uris.getFirst().startsWith(prefix))
      throw new CertificateException("certificate must name one node of mesh " + mesh + ", but it names " + uris);
    try {
      return new NodeId(uris.getFirst().substring(prefix.length()));
    } catch (IllegalArgumentException e) {
      throw new CertificateException("certificate names no node: " + uris.getFirst(), e);
    }
  }
}
