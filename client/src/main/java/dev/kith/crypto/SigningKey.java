package dev.kith.crypto;

import dev.kith.model.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/// A private key that signs: Ed25519, or RSA for those who bring one, P-256 for certificates. Thread-safe; never prints itself.
public sealed interface SigningKey permits Ed25519Key, P256Key, RsaKey {
  /// Larger than any RSA key that is of use (16,384 bits: about 9,300 bytes).
  int PKCS8_BYTES_MAX = 16 * 1024;

  /// The name in a JWS header: `EdDSA`, `RS256` or `ES256`.
  String alg();

  byte[] sign(byte[] message);

  /// The private key as PKCS #8, DER. Secret.
  byte[] pkcs8();

  /// Who checks what this key signs.
  VerifyingKey verifyingKey();

  /// The public key as SubjectPublicKeyInfo, DER.
  default byte[] publicSpki() { return verifyingKey().spki(); }

  /// SHA-256 of [#publicSpki], to tell keys apart and to pin them.
  default Digest fingerprint() { return verifyingKey().fingerprint(); }

  /// A new Ed25519 key.
  static SigningKey generate() { return Ed25519Key.generate(); }

  /// @param der an Ed25519 key (RFC 8410) or an RSA key of 2048 to 16,384 bits, PKCS #8
  /// @throws IllegalArgumentException if it is none of these
  static SigningKey fromPkcs8(byte[] der) {
    PrivateKeyInfo info;
    try {
      info = PrivateKeyInfo.getInstance(der);
      if (EdECObjectIdentifiers.id_Ed25519.equals(info.getPrivateKeyAlgorithm().getAlgorithm()))
        return Ed25519Key.of(info);
    } catch (IOException | RuntimeException e) { // the parser throws many kinds; none may show the key
      throw new IllegalArgumentException("signing key is not a PKCS #8 private key in DER (" + der.length + " bytes)");
    }
    if (PKCSObjectIdentifiers.rsaEncryption.equals(info.getPrivateKeyAlgorithm().getAlgorithm()))
      return RsaKey.of(der);
    throw new IllegalArgumentException(
        "signing key must be Ed25519 or RSA, not " + info.getPrivateKeyAlgorithm().getAlgorithm().getId());
  }

  /// The key of that file (PKCS #8, DER), a new Ed25519 one (mode 0600) if there is no such file.
  ///
  /// @throws IllegalStateException if the file is open to others or holds no such key
  /// @throws java.io.UncheckedIOException if it can't be read or written
  static SigningKey loadOrCreate(Path file) {
    Optional<byte[]> present = SecretFile.read(file, PKCS8_BYTES_MAX);
    if (present.isEmpty()) {
      SigningKey made = generate();
      SecretFile.write(file, made.pkcs8());
      return made;
    }
    try {
      return fromPkcs8(present.get());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }
}
