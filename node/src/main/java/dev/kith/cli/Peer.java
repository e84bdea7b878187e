package dev.kith.cli;

import dev.kith.model.PlainText;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A node as people name it: by its id, the beginning of its id, or its name.
final class Peer {
  static final String DESCRIPTION = "The node: its id, at least four digits of its beginning, or its name.";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{4,31}");

  private Peer() {}

  /// @return the id, 32 digits
  static String id(Door door, String typed) {
    String text = typed.strip();
    if (ID.matcher(text).matches())
      return text;
    return one(text, found(all(door), text));
  }

  /// The same, also for a node that was let in and was never seen.
  static String ever(Door door, String typed) {
    String text = typed.strip();
    if (ID.matcher(text).matches())
      return text;
    List<JsonObject> found = found(all(door), text);
    return one(text, found.isEmpty()
        ? found(Views.list(door.get("/api/mesh/ca"), "cards").stream().map(JsonObject.class::cast).toList(), text)
        : found);
  }

  private static List<JsonObject> found(List<JsonObject> nodes, String text) {
    List<JsonObject> found = nodes.stream().filter(node -> Views.text(node, "name").equalsIgnoreCase(text)).toList();
    String prefix = text.toLowerCase(Locale.ROOT);
    if (found.isEmpty() && PREFIX.matcher(prefix).matches())
      found = nodes.stream().filter(node -> Views.text(node, "nodeId").startsWith(prefix)).toList();
    return found;
  }

  /// The node that answers.
  static JsonObject self(Door door) {
    return all(door).stream().filter(node -> Boolean.TRUE.equals(node.getValue("self"))).findFirst()
        .orElseThrow(() -> new CommandFailed(Exit.REFUSED, door.url() + " does not say which node it is"));
  }

  private static List<JsonObject> all(Door door) {
    return Views.list(door.get("/api/nodes"), "nodes").stream().map(JsonObject.class::cast).toList();
  }

  private static String one(String typed, List<JsonObject> found) {
    if (found.isEmpty()) {
      throw new CommandFailed(Exit.REFUSED, "no node is called \"" + PlainText.line(typed)
          + "\" or has an id that begins so (at least 4 digits); see kith nodes");
    }
    if (found.size() > 1) {
      throw new CommandFailed(Exit.REFUSED, "\"" + PlainText.line(typed) + "\" may be any of "
          + String.join(", ", found.stream().map(node -> PlainText.line(label(node))).toList()) + "; give more digits of its id");
    }
    return PathId.checked(Views.text(found.getFirst(), "nodeId"));
  }

  /// `cellar (0123456789ab)`.
  static String label(JsonObject node) { return Views.text(node, "name") + " (" + shortened(Views.text(node, "nodeId")) + ")"; }

  /// As many digits as tell nodes apart in any mesh of a sensible size.
  static String shortened(String id) { return id.length() <= 12 ? id : id.substring(0, 12); }
}
