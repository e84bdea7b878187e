package dev.kith.node;

import dev.kith.crypto.SecretFile;
import dev.kith.crypto.SelfSigned;
import dev.kith.message.KithException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The certificate of the door and its key, PEM files.
///
/// @param made whether this node made it itself
record Certificate(Path file, Path key, boolean made) {
  /// A certificate of our own is made anew when it has less than this left at a start, or lacks one of our addresses.
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);
  private static final int FILE_BYTES_MAX = 64 * 1024;

  /// @return empty if the door speaks clear HTTP, on loopback
  static Optional<Certificate> of(NodeConfig.Http http, Path data, Instant now) {
    if (!http.tls())
      return Optional.empty();
    if (!http.selfSigned())
      return Optional.of(new Certificate(http.tlsCert().orElseThrow(), http.tlsKey().orElseThrow(), false));
    Certificate own = new Certificate(data.resolve("tls-certificate.pem"), data.resolve("tls-key.pem"), true);
    List<String> names = NetworkAddresses.names(http.host());
    if (!own.serves(names, now))
      own.make(names, now);
    return Optional.of(own);
  }

  private boolean serves(List<String> names, Instant now) {
    Optional<byte[]> pem = SecretFile.read(file, FILE_BYTES_MAX);
    if (pem.isEmpty() || SecretFile.read(key, FILE_BYTES_MAX).isEmpty())
      return false;
    try {
      X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(pem.get()));
      Set<String> covered = certificate.getSubjectAlternativeNames().stream().map(name -> name.get(1).toString())
          .collect(Collectors.toSet());
      return certificate.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE)) && covered.containsAll(new HashSet<>(names));
    } catch (CertificateException e) {
      throw KithException.invalid(file + " is not a certificate; remove it, and a new one is made");
    }
  }

  private void make(List<String> names, Instant now) {
    SelfSigned fresh = SelfSigned.make(names, now);
    SecretFile.write(key, fresh.privateKeyPem().getBytes(StandardCharsets.UTF_8));
    SecretFile.write(file, fresh.certificatePem().getBytes(StandardCharsets.UTF_8));
  }
}
