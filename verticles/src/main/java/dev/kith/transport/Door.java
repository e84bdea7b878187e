package dev.kith.transport;

import dev.kith.message.KithException;
import dev.kith.message.Limits;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The HTTP door of a node, where its peer links come in.
///
/// @param base path before `/ws/peer`; empty or with a leading slash
/// @param clear without TLS, which is for loopback alone
public record Door(String host, int port, String base, boolean clear) {
  private static final Pattern FORM = Pattern
      .compile("(ws://|wss://)?(\\[[0-9a-fA-F:.]{2,45}]|[A-Za-z0-9.-]{1,253}):([0-9]{1,5})((?:/[A-Za-z0-9._~-]{1,60}){0,4})/?");

  public Door {
    Limits.length("host", host, 1, 253);
    Limits.range("port", port, 1, 65_535);
    if (clear && !loopback(host))
      throw KithException.invalid("a link in clear goes to loopback only, not to " + host);
  }

  /// @param text `host:port`, `[v6]:port`, with `/base` behind; with `wss://` (the same as without) or `ws://` (loopback only) before
  /// @throws KithException INVALID
  public static Door of(String text) {
    Matcher parts = FORM.matcher(Limits.length("door", text, 3, 400));
    if (!parts.matches())
      throw KithException.invalid("door must be [ws://|wss://]host:port[/base], not \"" + printable(text) + "\"");
    String host = parts.group(2);
    return new Door(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, Integer.parseInt(parts.group(3)),
        parts.group(4), "ws://".equals(parts.group(1)));
  }

  static boolean loopback(String host) {
    try {
      return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  private static String printable(String text) {
    return text.substring(0, Math.min(60, text.length())).replaceAll("[^ -~]", "?");
  }

  @Override
  public String toString() {
    return (clear ? "ws://" : "wss://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + base;
  }
}
