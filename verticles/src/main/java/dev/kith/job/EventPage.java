package dev.kith.job;

import dev.kith.message.JobEvent;
import java.util.List;

/// Some events of a job, in order.
///
/// @param more whether newer ones are there
/// @param nextSeq the number that the next event of this job will have; to read on, give the last one's `seq` as `after`
/// @param firstSeq the oldest kept event's number, 0 if none is kept
/// @param droppedBeforeSeq events below this number are no longer kept; 0 if all are
public record EventPage(List<JobEvent> events, boolean more, long nextSeq, long firstSeq, long droppedBeforeSeq) {
  public EventPage {
    events = List.copyOf(events);
  }

  /// Of a job whose events are no longer kept.
  ///
  /// @param lastSeq the number of its last event
  public static EventPage dropped(long lastSeq) {
    return new EventPage(List.of(), false, lastSeq + 1, 0, lastSeq == 0 ? 0 : lastSeq + 1);
  }
}
