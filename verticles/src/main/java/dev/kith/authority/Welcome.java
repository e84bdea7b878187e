package dev.kith.authority;

import dev.kith.message.AuthorityReply.Renewed;
import dev.kith.message.AuthorityReply.Update;
import java.util.List;
import java.util.Optional;

/// The authority -> a node that it has let in: all that the node needs. Holds secrets: the mesh keys, for controllers the key that signs jobs.
///
/// @param roots X.509 in DER, base64url
/// @param authorityCard compact JWS: where the authority's node is
/// @param authorityIssuer the intermediate that signed `authorityCard`, DER, base64url
/// @param jobKey SubjectPublicKeyInfo of the key that signs jobs, base64url
/// @param jobSecret its private half, PKCS #8, base64url: for those who own jobs
public record Welcome(List<String> roots, String authorityCard, String authorityIssuer, Renewed card, Update update,
    String jobKey, Optional<String> jobSecret) {
  /// As JSON, bytes.
  public static final int BYTES_MAX = 1 << 20;

  public Welcome {
    roots = List.copyOf(roots);
  }

  @Override
  public String toString() { return "Welcome"; }
}
