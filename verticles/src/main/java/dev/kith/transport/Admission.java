package dev.kith.transport;

import dev.kith.transport.TransportConfig.Gate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Who may still connect: links in all and of one address, and how fast an address may try. Thread-safe.
final class Admission {
  /// Addresses whose pace is remembered; of more the one silent for longest is forgotten.
  static final int ADDRESSES_MAX = 10_000;

  enum Verdict {
    ADMITTED, TOO_MANY, TOO_MANY_OF_ADDRESS, TOO_FAST
  }

  private final Gate config;
  private final LongSupplier nanos;
  private final Map<String, Integer> open = new HashMap<>();
  private final Map<String, Pace> paces = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Pace> eldest) { return size() > ADDRESSES_MAX; }
  };
  private int all;

  Admission(Gate config, LongSupplier nanos) {
    this.config = config;
    this.nanos = nanos;
  }

  /// Takes a place, which is to be given back by [#left].
  synchronized Verdict enter(String address) {
    if (all >= config.links())
      return Verdict.TOO_MANY;
    if (open.getOrDefault(address, 0) >= config.linksPerAddress())
      return Verdict.TOO_MANY_OF_ADDRESS;
    if (!unproved(address))
      return Verdict.TOO_FAST;
    all++;
    open.merge(address, 1, Integer::sum);
    return Verdict.ADMITTED;
  }

  synchronized void left(String address) {
    all--;
    open.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }

  /// @return whether that address may have one frame more before it is proved
  synchronized boolean unproved(String address) {
    return paces.computeIfAbsent(address, _ -> new Pace(config.unprovedBurst(), config.unprovedPerSecond(), nanos)).admit();
  }

  synchronized int open() { return all; }

  synchronized int remembered() { return paces.size() + open.size(); }
}
