package dev.kith.message;

import dev.kith.model.Json;
import java.time.Instant;
import java.util.Objects;

/// Controller -> worker, in answer to a [WorkMessage].
public sealed interface WorkReply {
  record Ok() implements WorkReply {}

  /// The result came too late or under a lease that is no longer its; it was counted and dropped.
  record Late() implements WorkReply {}

  /// The controller does not know this worker (it restarted, or the worker had been silent): join again.
  record UnknownWorker() implements WorkReply {}

  /// What is needed to run shards of a job.
  ///
  /// @param manifest the signed terms, a compact JWS (see `job.Manifest`)
  /// @param clock the controller's clock as it answered: the one by which the terms' times are judged
  record Material(String manifest, String code, Json args, Instant clock) implements WorkReply {
    public Material {
      Objects.requireNonNull(clock, "clock is missing");
    }
  }
}
