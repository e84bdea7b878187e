package dev.kith.crypto;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// Requests for certificates (PKCS #10, RFC 2986): a public key, signed by its private half. Who is asking, and for which
/// addresses, is proved elsewhere; a request may only repeat what was.
public final class CertificateRequest {
  public static final int DER_MAX = 3_072;

  private CertificateRequest() {}

  /// @param names IP addresses to repeat in the request, may be empty
  /// @return DER
  public static byte[] make(P256Key key, List<String> names) {
    try {
      JcaPKCS10CertificationRequestBuilder builder = new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=kith node"),
          key.publicKey());
      if (!names.isEmpty()) {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.subjectAlternativeName, false,
            new GeneralNames(names.stream().map(CertificateAuthority::name).toArray(GeneralName[]::new)));
        builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      }
      return builder.build(new JcaContentSignerBuilder(CertificateAuthority.SIGNATURE).build(key.privateKey())).getEncoded();
    } catch (OperatorCreationException | IOException e) {
      throw new AssertionError("every JDK has ECDSA over P-256", e);
    }
  }

  /// The public key that it is for, once it is proved that the requester has the private half.
  ///
  /// @param der anything at all
  /// @param allowed the names that it may ask for; it need not
  /// @return SubjectPublicKeyInfo of a P-256 key
  /// @throws IllegalArgumentException with the reason: not P-256, not SHA-256, a wrong signature, a request to be a CA, another name
  public static byte[] check(byte[] der, Set<String> allowed) {
    PKCS10CertificationRequest request = parsed(der);
    byte[] spki = key(request);
    if (!X9ObjectIdentifiers.ecdsa_with_SHA256.equals(request.getSignatureAlgorithm().getAlgorithm()))
      throw new IllegalArgumentException("certificate request must be signed by ECDSA with SHA-256");
    proved(request, spki);
    extensions(request, allowed);
    return spki;
  }

  private static PKCS10CertificationRequest parsed(byte[] der) {
    if (der.length > DER_MAX)
      throw new IllegalArgumentException("certificate request must have at most " + DER_MAX + " bytes, not " + der.length);
    try {
      PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
      if (!Arrays.equals(request.getEncoded(), der))
        throw new IllegalArgumentException("certificate request must be in DER, with nothing after it");
      return request;
    } catch (IOException | RuntimeException e) { // the parser throws many kinds
      throw new IllegalArgumentException("not a certificate request (PKCS #10) in DER (" + der.length + " bytes)", e);
    }
  }

  private static byte[] key(PKCS10CertificationRequest request) {
    try {
      byte[] spki = request.getSubjectPublicKeyInfo().getEncoded("DER");
      P256.ofSpki(spki);
      return spki;
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("certificate request must be for a P-256 key", e);
    }
  }

  private static void proved(PKCS10CertificationRequest request, byte[] spki) {
    try {
      ContentVerifierProvider check = new JcaContentVerifierProviderBuilder().build(P256Verifier.ofSpki(spki).key());
      if (request.isSignatureValid(check))
        return;
    } catch (OperatorCreationException | PKCSException | RuntimeException e) {
      throw new IllegalArgumentException("certificate request is not signed by the key that it is for", e);
    }
    throw new IllegalArgumentException("certificate request is not signed by the key that it is for");
  }

  private static void extensions(PKCS10CertificationRequest request, Set<String> allowed) {
    try {
      Extensions asked = request.getRequestedExtensions();
      if (asked == null)
        return;
      BasicConstraints basic = BasicConstraints.fromExtensions(asked);
      if (basic != null && basic.isCA())
        throw new IllegalArgumentException("certificate request asks to be a CA");
      for (var id : asked.getExtensionOIDs()) {
        if (!id.equals(Extension.subjectAlternativeName) && !id.equals(Extension.basicConstraints))
          throw new IllegalArgumentException("certificate request asks for extension " + id + "; only names may be asked for");
      }
      names(asked, allowed);
    } catch (RuntimeException e) {
      throw e instanceof IllegalArgumentException && e.getMessage().startsWith("certificate request")
          ? e
          : new IllegalArgumentException("certificate request has malformed extensions", e);
    }
  }

  private static void names(Extensions asked, Set<String> allowed) {
    GeneralNames names = GeneralNames.fromExtensions(asked, Extension.subjectAlternativeName);
    if (names == null)
      return;
    Set<GeneralName> permitted = Set.copyOf(allowed.stream().map(CertificateAuthority::name).toList());
    if (!Stream.of(names.getNames()).allMatch(permitted::contains))
      throw new IllegalArgumentException("certificate request asks for a name that was not validated");
  }
}
