package dev.kith.authority;

import dev.kith.codec.MessageCodec;
import dev.kith.crypto.CertificateAuthority;
import dev.kith.crypto.Certificates;
import dev.kith.crypto.Jws;
import dev.kith.crypto.NodeCertificate;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// A card and who signed it, on the wire: length (2 bytes, big endian), compact JWS in ASCII, length (2 bytes), intermediate in DER.
///
/// @param card not checked yet
record ShownCredential(String card, X509Certificate issuer) {
  static final int BYTES_MAX = 8 * 1024;

  byte[] encoded() {
    byte[] jws = card.getBytes(StandardCharsets.US_ASCII);
    byte[] der = Certificates.der(issuer);
    return ByteBuffer.allocate(4 + jws.length + der.length).putShort((short) jws.length).put(jws).putShort((short) der.length)
        .put(der).array();
  }

  static ShownCredential parse(byte[] credential) throws Refused {
    if (credential.length > BYTES_MAX)
      throw new Refused("malformed", "credential must have at most " + BYTES_MAX + " bytes, not " + credential.length);
    try {
      ByteBuffer in = ByteBuffer.wrap(credential);
      String jws = new String(field(in), StandardCharsets.ISO_8859_1);
      X509Certificate issuer = Certificates.ofDer(field(in));
      if (in.hasRemaining())
        throw new Refused("malformed", "credential has " + in.remaining() + " bytes after it");
      return new ShownCredential(jws, issuer);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new Refused("malformed", "credential is malformed", e);
    }
  }

  /// The card, if the authority of these roots signed it and it is valid now.
  NodeCard checked(List<X509Certificate> roots, String mesh, Instant now) throws Refused {
    try {
      NodeCertificate.checkIssuer(issuer, roots, now);
    } catch (CertificateException e) {
      throw new Refused("issuer", "card: " + e.getMessage(), e);
    }
    String json = Jws.verify(Certificates.verifyingKey(issuer), NodeCard.TYP, card)
        .orElseThrow(() -> new Refused("signature", "card is not signed by this mesh's authority"));
    NodeCard read = decoded(json);
    if (!read.mesh().equals(mesh))
      throw new Refused("mesh", "card is of mesh " + read.mesh());
    if (now.plus(CertificateAuthority.SKEW).isBefore(read.notBefore()))
      throw new Refused("early", "card of " + read.node() + " is not valid before " + read.notBefore() + Clocks.unlessWrong(now));
    if (now.minus(CertificateAuthority.SKEW).isAfter(read.notAfter()))
      throw new Refused("expired", "card of " + read.node() + " expired at " + read.notAfter() + Clocks.unlessWrong(now));
    return read;
  }

  private static NodeCard decoded(String json) throws Refused {
    try {
      return MessageCodec.decode(json.getBytes(StandardCharsets.UTF_8), NodeCard.class, BYTES_MAX);
    } catch (KithException e) {
      throw new Refused("malformed", "card is malformed: " + e.getMessage(), e);
    }
  }

  private static byte[] field(ByteBuffer in) {
    byte[] field = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(field);
    return field;
  }
}
