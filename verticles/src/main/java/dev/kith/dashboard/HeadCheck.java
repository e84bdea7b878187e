package dev.kith.dashboard;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks at the head of an HTTP/1 request as it came, before anybody has made names of it (RFC 9112). Vert.x 5.0 takes `Content-Xength`
/// for `Content-Length`, joins folded lines, and reads on where others see an end; what two readers could read in two ways is refused.
final class HeadCheck {
  private static final int HEADERS_MAX = 100;
  private static final String TOKEN = "!#$%&'*+-.^_`|~";
  /// Of all headers that begin like those which say where a body ends, these alone are known.
  private static final Set<String> CONTENT = Set.of("content-type", "content-length", "content-encoding", "content-language",
      "content-disposition", "content-location", "content-md5", "content-range", "content-security-policy");
  /// What the door obeys. A name that differs from one of these in one letter is a mistake or an attack.
  private static final List<String> OBEYED = List.of("host", "connection", "content-type", "content-length", "transfer-encoding",
      "accept", "accept-encoding", "authorization", "cookie", "x-client-token", "x-kith-page", "origin", "upgrade", "expect",
      "idempotency-key", "last-event-id", "if-none-match", "sec-fetch-site", "sec-websocket-key", "sec-websocket-version",
      "sec-websocket-protocol", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto");
  static final Set<String> ONCE = Set.of("host", "content-length", "transfer-encoding", "content-type", "authorization",
      "x-client-token", "x-kith-page", "origin", "cookie");

  private HeadCheck() {}

  /// @param head from its first letter to its empty line, each line with its CR LF
  /// @return what is wrong with it, empty if nothing
  static Optional<String> fault(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.chars().anyMatch(HeadCheck::control))
      return Optional.of("the request has a control character in its head");
    String[] lines = text.split("\r\n", -1); // the last two are empty
    String[] start = lines[0].split(" ", -1);
    if (start.length != 3 || !isToken(start[0]))
      return Optional.of("the request line is malformed");
    if (!start[2].equals("HTTP/1.1") && !start[2].equals("HTTP/1.0"))
      return Optional.of("the request must be of HTTP/1.1");
    Optional<String> target = target(start[1]);
    return target.isPresent() ? target : headers(lines, start[2].equals("HTTP/1.1"));
  }

  /// @param target path and query as they came
  static Optional<String> target(String target) {
    if (!target.startsWith("/") || target.chars().anyMatch(c -> c <= ' ' || c >= 0x7f))
      return Optional.of("the path is malformed");
    for (int at = target.indexOf('%'); at >= 0; at = target.indexOf('%', at + 1)) {
      if (at + 2 >= target.length() || !isHex(target.charAt(at + 1)) || !isHex(target.charAt(at + 2)))
        return Optional.of("the path or the query has a % that two hex digits do not follow");
    }
    return Optional.empty();
  }

  /// @param name in any case
  /// @return whether it could be taken for one that it is not
  static boolean resembles(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (OBEYED.contains(lower) || CONTENT.contains(lower))
      return false;
    if (lower.startsWith("content") || lower.startsWith("transfer"))
      return true;
    return OBEYED.stream().anyMatch(known -> apart(known, lower) == 1);
  }

  private static Optional<String> headers(String[] lines, boolean hostNeeded) {
    Map<String, Integer> seen = new HashMap<>();
    if (lines.length - 3 > HEADERS_MAX)
      return Optional.of("the request must have at most " + HEADERS_MAX + " headers");
    for (int i = 1; i < lines.length - 2; i++) {
      int colon = lines[i].indexOf(':');
      String name = colon < 1 ? "" : lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      if (!isToken(name))
        return Optional.of("a header line is malformed");
      if (resembles(name))
        return Optional.of("a header that resembles a known one is refused");
      if (seen.merge(name, 1, Integer::sum) > 1 && ONCE.contains(name))
        return Optional.of(name + " must be given once");
      Optional<String> value = value(name, lines[i].substring(colon + 1));
      if (value.isPresent())
        return value;
    }
    if (hostNeeded && !seen.containsKey("host"))
      return Optional.of("Host is missing or malformed");
    if (seen.containsKey("content-length") && seen.containsKey("transfer-encoding"))
      return Optional.of("Content-Length and Transfer-Encoding must not come together");
    return Optional.empty();
  }

  private static Optional<String> value(String name, String value) {
    String bare = value.replaceAll("^[ \t]+|[ \t]+$", "");
    return switch (name) {
      case "content-length" -> bare.matches("[0-9]{1,18}") ? Optional.empty() : Optional.of("Content-Length must be a number");
      case "transfer-encoding" ->
        bare.equalsIgnoreCase("chunked") ? Optional.empty() : Optional.of("Transfer-Encoding must be chunked");
      case "host" -> bare.isEmpty() ? Optional.of("Host is missing or malformed") : Optional.empty();
      default -> Optional.empty();
    };
  }

  /// All but those that end a line are counted by [RequestDecoder]: a CR or LF alone does not come here.
  private static boolean control(int c) { return (c < ' ' && c != '\t' && c != '\r' && c != '\n') || c == 0x7f; }

  private static boolean isToken(String text) {
    return !text.isEmpty() && text.chars()
        .allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || TOKEN.indexOf(c) >= 0);
  }

  private static boolean isHex(char c) { return Character.digit(c, 16) >= 0 && c < 0x80; }

  /// In how many letters two names of one length differ; many if they are not.
  private static int apart(String one, String other) {
    if (one.length() != other.length())
      return Integer.MAX_VALUE;
    int apart = 0;
    for (int i = 0; i < one.length(); i++)
      apart += one.charAt(i) == other.charAt(i) ? 0 : 1;
    return apart;
  }
}
