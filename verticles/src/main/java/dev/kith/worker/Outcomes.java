package dev.kith.worker;

import dev.kith.codec.MessageCodec;
import dev.kith.message.BlockResult;
import dev.kith.message.KithException;
import dev.kith.message.Limits;
import dev.kith.message.Partial;
import dev.kith.message.ShardFailure;
import dev.kith.sandbox.BlockOutcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the sandbox gives back, as a message. The sandbox's process has run foreign code, so its words are checked like a stranger's.
final class Outcomes {
  private Outcomes() {}

  static BlockResult result(BlockOutcome outcome) {
    List<String> logs = outcome.logs().stream().limit(Limits.LOG_LINES).toList();
    try {
      Optional<Partial> partial = outcome.partialJson()
          .map(json -> MessageCodec.decode(json.getBytes(StandardCharsets.UTF_8), Partial.class, Limits.MESSAGE_BYTES));
      return new BlockResult(outcome.done(), partial, outcome.failure().map(Outcomes::failure), outcome.computeMicros(), logs);
    } catch (KithException malformed) {
      ShardFailure crash = new ShardFailure(ShardFailure.Kind.CRASH, "the sandbox answered nonsense: " + malformed.getMessage(),
          "", logs);
      return BlockResult.failed(crash, outcome.computeMicros());
    }
  }

  private static ShardFailure failure(BlockOutcome.Failure failure) {
    return new ShardFailure(ShardFailure.Kind.valueOf(failure.kind().toUpperCase(Locale.ROOT)), failure.message(),
        failure.stack(),
        failure.logs());
  }
}
