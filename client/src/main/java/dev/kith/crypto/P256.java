package dev.kith.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.math.ec.ECCurve;

/// Checks what a browser signed by WebCrypto: ECDSA over P-256 with SHA-256. Thread-safe, immutable.
public final class P256 {
  /// SubjectPublicKeyInfo of every uncompressed P-256 key begins so (RFC 5480 2.1.1.1); 64 bytes of x and y follow.
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
  private static final int SPKI_BYTES = 91;
  private static final int SIGNATURE_BYTES = 64;
  private static final ECCurve CURVE = SECNamedCurves.getByName("secp256r1").getCurve();

  private final PublicKey key;

  private P256(PublicKey key) { this.key = key; }

  /// @param der as `crypto.subtle.exportKey('spki', ...)` writes it, 91 bytes
  /// @throws IllegalArgumentException if it is anything but a P-256 point in that form
  public static P256 ofSpki(byte[] der) {
    if (der.length != SPKI_BYTES || !Arrays.equals(der, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length))
      throw new IllegalArgumentException("public key is not an uncompressed P-256 key in SPKI form (" + der.length + " bytes)");
    try {
      CURVE.decodePoint(Arrays.copyOfRange(der, SPKI_PREFIX.length - 1, SPKI_BYTES)); // throws for a point off the curve
      return new P256(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("public key is not a point of P-256", e);
    }
  }

  /// @param signature r and s, 32 bytes each, big endian (IEEE P1363); anything else is false
  public boolean verify(byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES)
      return false;
    try {
      Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (SignatureException wrongForm) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has ECDSA over P-256", e);
    }
  }
}
