package dev.kith.job;

import dev.kith.message.JobEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The newest events of one job, numbered without a gap. Confined.
final class EventRing {
  private final ArrayDeque<JobEvent> events = new ArrayDeque<>();
  private long lastSeq;

  EventRing(long lastSeq) { this.lastSeq = lastSeq; }

  void add(JobEvent event, int atMost) {
    if (event.seq() != lastSeq + 1)
      throw new IllegalStateException("event " + event.seq() + " of job " + event.job() + " does not follow " + lastSeq);
    events.addLast(event);
    lastSeq = event.seq();
    trim(atMost);
  }

  void trim(int atMost) {
    while (events.size() > atMost)
      events.removeFirst();
  }

  int size() { return events.size(); }

  EventPage page(long after, int limit) {
    List<JobEvent> page = new ArrayList<>(Math.min(limit, events.size()));
    for (JobEvent event : events) {
      if (event.seq() > after && page.size() < limit)
        page.add(event);
    }
    long next = page.isEmpty() ? after : page.getLast().seq();
    long first = events.isEmpty() ? 0 : events.getFirst().seq();
    long dropped = events.isEmpty() ? (lastSeq == 0 ? 0 : lastSeq + 1) : (first == 1 ? 0 : first);
    return new EventPage(page, lastSeq > next, lastSeq + 1, first, dropped);
  }
}
