package dev.kith.transport;

import dev.kith.model.NodeId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a gateway says of a link itself, as a text message: `admitted`, or `refused <node id> <error code>`. Believed for nothing but
/// when to send and what to give up early.
sealed interface Notice {
  Pattern REFUSED = Pattern.compile("refused ([0-9a-f]{32}) ([0-9]{4})");

  /// The session is proved; from now on frames are relayed.
  record Admitted() implements Notice {
    @Override
    public String toString() { return "admitted"; }
  }

  /// A frame to that node found no way.
  ///
  /// @param code number of a [dev.kith.message.ErrorCode]
  record Refused(NodeId to, int code) implements Notice {
    @Override
    public String toString() { return "refused " + to + " " + code; }
  }

  /// @throws BreachException if it is none of them
  static Notice of(String text) {
    if (text.equals("admitted"))
      return new Admitted();
    Matcher refused = REFUSED.matcher(text);
    if (!refused.matches())
      throw new BreachException(CloseReason.PROTOCOL, "a text that is no notice");
    return new Refused(new NodeId(refused.group(1)), Integer.parseInt(refused.group(2)));
  }
}
