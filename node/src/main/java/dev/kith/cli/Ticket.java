package dev.kith.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `kith join` takes: `HOST:PORT#TOKEN`, or `HOST:PORT/BASE#TOKEN` if the door is below a path.
///
/// @param host IPv6 without brackets
/// @param base empty, or like `/x`
/// @param token secret
record Ticket(String host, int port, String base, String token) {
  private static final Pattern FORM = Pattern
      .compile(
          "(?:https?://)?(\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9._-]{1,253}):([0-9]{1,5})((?:/[A-Za-z0-9._~-]+){0,8})/?#(\\S{8,512})");

  /// @param text its token is never repeated in an error
  static Ticket parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches())
      throw new CommandFailed(Exit.USAGE, "what to join must be HOST:PORT#TOKEN, as kith token create prints it");
    int port = Integer.parseInt(form.group(2));
    if (port < 1 || port > 65_535)
      throw new CommandFailed(Exit.USAGE, "the port to join at must be from 1 to 65535, not " + port);
    return new Ticket(form.group(1).replaceAll("^\\[|]$", ""), port, form.group(3), form.group(4));
  }

  String door() { return (host.contains(":") ? "[" + host + "]" : host) + ":" + port + base; }

  /// Where the new node listens if nobody says: on this machine if the mesh is on it, else for all.
  String listenOn() { return Loopback.is(host) ? "127.0.0.1" : "0.0.0.0"; }

  @Override
  public String toString() { return "Ticket[" + host + ":" + port + "]"; }
}
