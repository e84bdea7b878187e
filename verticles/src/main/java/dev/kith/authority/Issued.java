package dev.kith.authority;

import dev.kith.crypto.Base64Url;
import dev.kith.crypto.Certificates;
import dev.kith.message.AuthorityReply.Renewed;
import dev.kith.message.NodeCard;
import java.security.cert.X509Certificate;
import java.util.List;

/// A card and the certificate that goes with it.
///
/// @param jws of `card`
record Issued(NodeCard card, String jws, List<X509Certificate> chain) {
  Renewed renewed() {
    return new Renewed(jws, chain.stream().map(certificate -> Base64Url.encode(Certificates.der(certificate))).toList());
  }
}
