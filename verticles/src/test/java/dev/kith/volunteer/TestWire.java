package dev.kith.volunteer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.ToTab;
import java.util.ArrayList;
import java.util.List;

/// A connection without a network.
final class TestWire implements Connection {
  final List<ToTab> sent = new ArrayList<>();
  int pings;
  boolean full;
  CloseReason closed;

  @Override
  public String remote() { return "192.0.2.1"; }

  @Override
  public void send(ToTab message) {
    assertThat(closed).as("nothing is sent once closed").isNull();
    sent.add(message);
  }

  @Override
  public boolean full() { return full; }

  @Override
  public void ping() { pings++; }

  @Override
  public void close(CloseReason reason) { closed = reason; }
}
