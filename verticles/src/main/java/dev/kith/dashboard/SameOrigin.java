package dev.kith.dashboard;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;

/// Tells a change made by one of our own pages from one that another site made the browser send.
final class SameOrigin {
  private final Optional<String> publicOrigin;

  SameOrigin(Optional<String> publicUrl) {
    this.publicOrigin = publicUrl.map(url -> url.replaceFirst("^(https?://[^/]+).*$", "$1").toLowerCase(Locale.ROOT));
  }

  /// @throws KithException FORBIDDEN unless the browser says that it is a page of ours
  void demand(HttpServerRequest request, Visitor visitor) {
    String origin = request.getHeader("origin");
    boolean ours = origin == null ? "same-origin".equals(request.getHeader("sec-fetch-site")) : isOurs(origin, visitor);
    if (!ours)
      throw new KithException(ErrorCode.FORBIDDEN, "a change under a session must come from a page of this very origin");
  }

  /// @throws KithException FORBIDDEN if the browser says that it is another site's page; programs say nothing
  void refuseOthers(HttpServerRequest request, Visitor visitor) {
    if (request.getHeader("origin") != null || request.getHeader("sec-fetch-site") != null)
      demand(request, visitor);
  }

  private boolean isOurs(String origin, Visitor visitor) {
    String lower = origin.toLowerCase(Locale.ROOT);
    if (publicOrigin.isPresent() && publicOrigin.get().equals(lower))
      return true;
    return !visitor.host().isEmpty() && visitor.origin().toLowerCase(Locale.ROOT).equals(lower);
  }
}
