package dev.kith.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/// A key of certificates: ECDSA over P-256 with SHA-256. As a [SigningKey] it signs JWS of `ES256`: r and s, 32 bytes each (RFC 7518 3.4).
public final class P256Key implements SigningKey {
  static final AlgorithmIdentifier ALGORITHM = new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey,
      SECObjectIdentifiers.secp256r1);

  private final PrivateKey secret;
  private final P256Verifier verifier;

  private P256Key(PrivateKey secret, PublicKey open) {
    this.secret = secret;
    this.verifier = P256Verifier.ofSpki(open.getEncoded());
  }

  public static P256Key generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      return new P256Key(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has ECDSA over P-256", e);
    }
  }

  /// @param der PKCS #8, with or without the public half
  /// @throws IllegalArgumentException if it is not a P-256 key
  public static P256Key fromPkcs8(byte[] der) {
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(der);
      if (!ALGORITHM.equals(info.getPrivateKeyAlgorithm()))
        throw new IllegalArgumentException("another algorithm");
      KeyFactory factory = KeyFactory.getInstance("EC");
      return new P256Key(factory.generatePrivate(new PKCS8EncodedKeySpec(der)),
          factory.generatePublic(new X509EncodedKeySpec(openHalf((ECPrivateKeyParameters) PrivateKeyFactory.createKey(info)))));
    } catch (GeneralSecurityException | IOException | RuntimeException e) { // the parser throws many kinds; none may show the key
      throw new IllegalArgumentException("key is not a P-256 private key in PKCS #8, DER (" + der.length + " bytes)");
    }
  }

  /// @param pem one block `PRIVATE KEY`, the first of them if there are several
  /// @throws IllegalArgumentException if it is not a P-256 key
  public static P256Key ofPem(String pem) {
    return fromPkcs8(Pem.blocks(Pem.PRIVATE_KEY, pem).stream().findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no PEM block \"" + Pem.PRIVATE_KEY + "\"")));
  }

  /// PKCS #8; secret.
  public String pem() { return Pem.block(Pem.PRIVATE_KEY, pkcs8()); }

  public PrivateKey privateKey() { return secret; }

  public PublicKey publicKey() { return verifier.key(); }

  @Override
  public String alg() { return verifier.alg(); }

  @Override
  public byte[] sign(byte[] message) {
    try {
      Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
      signer.initSign(secret);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has ECDSA over P-256", e);
    }
  }

  @Override
  public byte[] pkcs8() { return secret.getEncoded(); }

  @Override
  public VerifyingKey verifyingKey() { return verifier; }

  @Override
  public String toString() { return "P256Key[" + fingerprint() + "]"; }

  private static byte[] openHalf(ECPrivateKeyParameters key) throws IOException {
    byte[] point = new FixedPointCombMultiplier().multiply(key.getParameters().getG(), key.getD()).getEncoded(false);
    return new SubjectPublicKeyInfo(ALGORITHM, point).getEncoded(ASN1Encoding.DER);
  }
}
