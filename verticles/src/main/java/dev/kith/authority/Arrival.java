package dev.kith.authority;

import dev.kith.crypto.Base64Url;
import dev.kith.crypto.Certificates;
import dev.kith.crypto.SigningKey;
import dev.kith.crypto.VerifyingKey;
import dev.kith.message.AuthorityReply.Renewed;
import dev.kith.message.AuthorityReply.Update;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All that a new node is to keep, checked.
///
/// @param ring secret
/// @param jobSecret PKCS #8; secret
record Arrival(Membership.Standing standing, List<X509Certificate> roots, Held.Kept held, Ring ring, String revocations,
    Optional<SigningKey> jobSecret) {
  static Arrival checked(NodeKeys keys, TokenText token, Welcome welcome, Instant now) {
    try {
      List<X509Certificate> roots = welcome.roots().stream().map(der -> Certificates.ofDer(Transcripts.decoded("roots", der)))
          .toList();
      X509Certificate pinned = roots.stream().filter(root -> Certificates.fingerprint(root).equals(token.root())).findFirst()
          .orElseThrow(() -> new KithException(ErrorCode.FORBIDDEN, "the authority's root is not the one that the token names"));
      String mesh = Certificates.mesh(pinned);
      ShownCredential authority = new ShownCredential(welcome.authorityCard(),
          Certificates.ofDer(Transcripts.decoded("authorityIssuer", welcome.authorityIssuer())));
      NodeCard authorityCard = authority.checked(List.of(pinned), mesh, now);
      Optional<SigningKey> jobSecret = welcome.jobSecret()
          .map(text -> SigningKey.fromPkcs8(Transcripts.decoded("jobSecret", text)));
      return of(keys, List.of(pinned), new Membership.Standing(mesh, authorityCard.node(), authorityCard, welcome.jobKey()),
          welcome.card(), welcome.update(), jobSecret, now);
    } catch (Refused | IllegalArgumentException e) {
      throw refused(e);
    } catch (KithException e) {
      throw e.code() == ErrorCode.FORBIDDEN ? e : refused(e);
    }
  }

  static Arrival of(NodeKeys keys, List<X509Certificate> roots, Membership.Standing standing, Renewed card, Update update,
      Optional<SigningKey> jobSecret, Instant now) {
    Held.Kept kept = new Held.Kept(card, Base64Url.encode(keys.tls().pkcs8()));
    Held held = Held.of(kept, keys.node().publicKey(), roots, standing.mesh(), now);
    VerifyingKey jobKey = VerifyingKey.ofSpki(Transcripts.decoded("jobKey", standing.jobKey()));
    if (jobSecret.isPresent() != held.card().role().controls()
        || (jobSecret.isPresent() && !jobSecret.get().fingerprint().equals(jobKey.fingerprint())))
      throw KithException.invalid("the key that signs jobs does not fit");
    SignedList.open(update.revocations(), roots, standing.mesh());
    return new Arrival(standing, roots, kept, Ring.of(update.meshKeys(), now), update.revocations(), jobSecret);
  }

  /// The standing comes last: what a process leaves that dies before it counts for nothing.
  void write(MeshFiles files) {
    files.writeText(files.roots(), Certificates.pem(roots));
    files.writeJson(files.credential(), held);
    files.writeJson(files.meshKeys(), ring);
    files.writeText(files.revocations(), revocations);
    files.delete(files.olderRevocations());
    jobSecret.ifPresent(key -> files.write(files.jobKey(), key.pkcs8()));
    files.writeJson(files.standing(), standing);
  }

  private static KithException refused(Exception e) {
    return new KithException(ErrorCode.FORBIDDEN, "what the authority sent is refused: " + e.getMessage(), e);
  }
}
