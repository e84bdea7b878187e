package dev.kith.volunteer;

import dev.kith.codec.MessageCodec;
import dev.kith.message.BlockResult;
import dev.kith.message.FromTab;
import dev.kith.message.Partial;
import dev.kith.message.ShardFailure;
import dev.kith.message.ToTab;
import dev.kith.model.Capability;
import dev.kith.model.Json;
import dev.kith.model.LeaseId;
import dev.kith.model.Life;
import dev.kith.model.WorkerId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;

/// A seeded stream of messages as a broken or hostile tab may send them: valid ones, valid ones with a wound, and noise.
final class MessageFuzz {
  private static final List<String> WRONG = List.of("null", "true", "-1", "65", "1e400", "1e21", "5.9", "\"5\"", "\"\"", "[]",
      "{}",
      "[null]", "NaN", "9223372036854775808", "\"\\ud800\"", "\"__proto__\"", "[[[[]]]]", "{\"type\":\"to-tab.lease\"}");

  private final SplittableRandom random;
  private final List<String> valid;

  MessageFuzz(long seed, String worker, String signature) {
    random = new SplittableRandom(seed);
    valid = valid(worker, signature);
  }

  String next() {
    String text = valid.get(random.nextInt(valid.size()));
    int wounds = random.nextInt(4);
    for (int i = 0; i < wounds; i++)
      text = wounded(text);
    return text;
  }

  private String wounded(String text) {
    if (text.isEmpty())
      return noise(random.nextInt(40));
    int at = random.nextInt(text.length());
    int to = Math.min(text.length(), at + 1 + random.nextInt(12));
    return switch (random.nextInt(8)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + text.substring(to);
      case 2 -> text.substring(0, at) + text.substring(at, to).repeat(1 + random.nextInt(20)) + text.substring(to);
      case 3 -> text.substring(0, at) + noise(1 + random.nextInt(6)) + text.substring(to);
      case 4 -> replacedValue(text);
      case 5 ->
        text.replaceFirst("\\{", Matcher.quoteReplacement("{\"" + noise(3).replace('"', '_').replace('\\', '_') + "\":1,"));
      case 6 -> "[".repeat(random.nextInt(2_000)) + text;
      default -> text + noise(1 + random.nextInt(4));
    };
  }

  private String replacedValue(String text) {
    int colon = text.indexOf(':', random.nextInt(text.length()));
    if (colon < 0)
      return text;
    int end = colon + 1;
    while (end < text.length() && ",}]".indexOf(text.charAt(end)) < 0)
      end++;
    return text.substring(0, colon + 1) + WRONG.get(random.nextInt(WRONG.size())) + text.substring(end);
  }

  private String noise(int length) {
    StringBuilder noise = new StringBuilder(length);
    for (int i = 0; i < length; i++)
      noise.append((char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(0x80)));
    return noise.toString();
  }

  private static List<String> valid(String worker, String signature) {
    LeaseId lease = new LeaseId(1, new Life(5, 6), 2);
    Capability capability = new Capability("x", "browser", "Linux", 2, 0, "iframe");
    List<FromTab> messages = new ArrayList<>(
        List.of(new FromTab.Beat(List.of(lease, new LeaseId(1, new Life(5, 6), 3))), new FromTab.Credit(3),
            new FromTab.Hello(ToTab.PROTOCOL, new WorkerId(worker), signature, capability, 2, List.of(lease)), new FromTab.Bye(),
            new FromTab.Done(lease, BlockResult.untouched()), new FromTab.Done(lease,
                BlockResult.failed(new ShardFailure(ShardFailure.Kind.ERROR, "no", "at x", List.of("log")), 5))));
    for (Partial partial : List.of(new Partial.Single(new Json("{\"ok\":true}")), new Partial.Counted(3, 2),
        new Partial.Extreme(3, -0.5, 1), new Partial.Values(List.of(new Json("1"), new Json("[2]"), Json.NULL)),
        new Partial.Sums(3, Map.of("hits", new Partial.FieldSum(3, List.of(1e-17, 5.0)))))) {
      messages.add(new FromTab.Done(lease, new BlockResult(3, Optional.of(partial), Optional.empty(), 9, List.of())));
    }
    return messages.stream().map(message -> new String(MessageCodec.encode(message), StandardCharsets.UTF_8)).toList();
  }
}
