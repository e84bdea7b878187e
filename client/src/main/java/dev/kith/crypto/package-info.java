/// Keys, signatures, sealing, key files. The only user of BouncyCastle and javax.crypto; knows nothing of messages.
/// Entries: [SigningKey] and [Jws], [Sealer] and [KeyFile], [Mnemonic], [CertificateAuthority].
package dev.kith.crypto;
