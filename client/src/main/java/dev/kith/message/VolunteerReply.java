package dev.kith.message;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// The volunteers' verticle of a node -> its door, in answer to a [VolunteerRequest].
public sealed interface VolunteerReply {
  record Room() implements VolunteerReply {}

  /// Newest first.
  record TurnedAway(List<Crowd> crowds) implements VolunteerReply {
    public TurnedAway {
      Limits.range("crowds (their number)", crowds.size(), 0, Crowd.MAX);
      crowds = List.copyOf(crowds);
    }
  }

  /// Tabs of one address that found no room.
  ///
  /// @param times how often one tried
  /// @param limit the setting that stood in the way, like `volunteers.perAddressMax`
  /// @param value of that setting
  record Crowd(String address, long times, Instant lastAt, String limit, long value) {
    public static final int MAX = 64;

    public Crowd {
      Limits.length("address", address, 1, 64);
      Limits.range("times", times, 1, Long.MAX_VALUE);
      Objects.requireNonNull(lastAt, "lastAt");
      Limits.length("limit", limit, 1, 64);
    }
  }
}
