package dev.kith.authority;

import dev.kith.message.KithException;
import dev.kith.model.Role;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What it takes to join a mesh.
///
/// @param target `HOST:PORT#TOKEN`, or `HOST:PORT/base#TOKEN` if the authority's door is below a path; secret
/// @param data the node's data directory
/// @param own what the card is to say; no addresses if the node can't be reached (the token must allow it)
/// @param role what it expects to become; a token for another role is refused
/// @param challengePort [EnrolConfig#CHALLENGE_PORT] unless the whole mesh has another
public record JoinRequest(String target, Path data, Own own, Optional<Role> role, int challengePort) {
  private static final Pattern FORM = Pattern
      .compile(
          "(?:https://)?(\\[[0-9a-fA-F:]{2,39}]|[A-Za-z0-9.-]{1,253}):([0-9]{1,5})(/[A-Za-z0-9._~/-]{0,100})?#([A-Za-z0-9_.~-]{1,200})");

  public JoinRequest {
    if (!FORM.matcher(target).matches())
      throw KithException.invalid("what to join must be HOST:PORT#TOKEN, as `kith token create` shows it");
  }

  @Override
  public String toString() { return "JoinRequest[" + host() + "]"; }

  String host() { return parts().group(1); }

  String hostAndPort() { return parts().group(1) + ":" + parts().group(2); }

  String token() { return parts().group(4); }

  URI url(String scheme, String path) {
    String base = parts().group(3) == null ? "" : parts().group(3).replaceAll("/+$", "");
    return URI.create(scheme + "://" + hostAndPort() + base + path);
  }

  private Matcher parts() {
    Matcher parts = FORM.matcher(target);
    if (!parts.matches())
      throw new AssertionError("checked in the constructor");
    return parts;
  }
}
