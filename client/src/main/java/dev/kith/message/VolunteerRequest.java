package dev.kith.message;

/// The door of a node -> the volunteers' verticle of the same node. Answered by a [VolunteerReply], or a [KithException].
public sealed interface VolunteerRequest {
  /// Is there room for one more tab? Asked before an invite is used up for it. Answered by [VolunteerReply.Room], or UNAVAILABLE with
  /// the limit that is reached.
  ///
  /// @param remote the address that the tab would connect from
  record Room(String remote) implements VolunteerRequest {
    public Room {
      Limits.length("remote", remote, 1, 64);
    }
  }

  /// Which tabs found no room? Answered by [VolunteerReply.TurnedAway].
  record ListTurnedAway() implements VolunteerRequest {}
}
