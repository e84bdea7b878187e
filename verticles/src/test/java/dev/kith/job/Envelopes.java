package dev.kith.job;

import dev.kith.message.BlockResult;
import dev.kith.message.LeaseMessage.Offered;
import dev.kith.message.Partial;
import dev.kith.message.WorkReply;
import dev.kith.model.Json;
import java.util.List;
import java.util.Optional;

/// Results of jobs in one piece.
final class Envelopes {
  private Envelopes() {}

  static WorkReply answer(Floor floor, Offered offer) {
    return floor.answer(offer,
        new BlockResult(1, Optional.of(new Partial.Single(new Json("{\"ok\":true}"))), Optional.empty(), 5, List.of()));
  }
}
