package dev.kith.discovery;

import dev.kith.message.NodeCard;
import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes this node's announcements, and decides which of others' to pass on as a hint. Cheap checks come first; every table is bounded.
/// Confined; times in ms since 1970.
final class Announcements {
  /// Clocks may differ, and datagrams be late, by so much.
  static final long SKEW = 30_000;
  static final int PER_SOURCE = 5;
  static final int PER_SECOND = 500;
  static final int SOURCES_MAX = 1_024;
  static final int NODES_MAX = 1_000;
  static final int KEYS_MAX = 2;

  /// Why a datagram was passed over.
  enum Refusal {
    TOO_MANY, NOT_OURS, FORGED, MALFORMED, STALE, REPEATED, OWN, TABLE_FULL
  }

  private record Last(long boot, long sequence, long sentAt) {}

  private record Keys(List<Blob> ring, long epoch, List<EpochKey> accepted, EpochKey sending) {}

  private final NodeId self;
  private final long boot;
  private final Supplier<List<Blob>> ring;
  private final Map<NodeId, Last> lasts = new HashMap<>();
  private final Map<String, Integer> sources = new LinkedHashMap<>();
  private final Map<Refusal, Long> refused = new HashMap<>();
  private long second = Long.MIN_VALUE;
  private int heardInSecond;
  private long sequence;
  private Keys keys;

  /// @param boot random, new at each start
  /// @param ring the mesh keys, newest first; the first [#KEYS_MAX] are used
  Announcements(NodeId self, long boot, Supplier<List<Blob>> ring) {
    this.self = self;
    this.boot = boot;
    this.ring = ring;
  }

  /// @return a complete datagram; empty if there is no mesh key yet
  Optional<byte[]> next(Presence presence, long now) {
    Keys current = keys(now);
    if (current.accepted().isEmpty()) return Optional.empty();
    return Optional.of(new Announcement(self, boot, ++sequence, now, presence).encode(current.sending()));
  }

  /// @param source IP literal of its sender, not proved
  Optional<Candidate> heard(byte[] datagram, String source, long now) {
    Optional<Refusal> early = early(datagram, source, now);
    if (early.isPresent()) return refuse(early.get());
    Optional<Announcement> decoded = Announcement.decode(datagram);
    if (decoded.isEmpty()) return refuse(Refusal.MALFORMED);
    Announcement said = decoded.get();
    Optional<Refusal> late = late(said, now);
    if (late.isPresent()) return refuse(late.get());
    lasts.put(said.node(), new Last(said.boot(), said.sequence(), said.sentAt()));
    return Optional.of(candidate(said, source));
  }

  long refused(Refusal why) { return refused.getOrDefault(why, 0L); }

  private Optional<Refusal> early(byte[] datagram, String source, long now) {
    if (tooMany(source, now)) return Optional.of(Refusal.TOO_MANY);
    if (!Announcement.mayBe(datagram)) return Optional.of(Refusal.NOT_OURS);
    byte[] tag = Announcement.tag(datagram);
    Optional<EpochKey> key = keys(now).accepted().stream().filter(each -> Arrays.equals(each.tag(), tag)).findFirst();
    if (key.isEmpty()) return Optional.of(Refusal.NOT_OURS);
    return key.get().made(datagram) ? Optional.empty() : Optional.of(Refusal.FORGED);
  }

  /// One node has one last datagram: of the same boot only a later number counts, of another boot only a later time.
  private Optional<Refusal> late(Announcement said, long now) {
    if (said.node().equals(self)) return Optional.of(Refusal.OWN);
    if (said.sentAt() < now - SKEW || said.sentAt() > now + SKEW) return Optional.of(Refusal.STALE);
    Last last = lasts.get(said.node());
    if (last == null) return lasts.size() < NODES_MAX || madeRoom(now) ? Optional.empty() : Optional.of(Refusal.TABLE_FULL);
    boolean later = said.boot() == last.boot() ? said.sequence() > last.sequence() : said.sentAt() > last.sentAt();
    return later ? Optional.empty() : Optional.of(Refusal.REPEATED);
  }

  /// What is older than any datagram that would still be taken need not be remembered.
  private boolean madeRoom(long now) { return lasts.values().removeIf(last -> last.sentAt() < now - SKEW); }

  private boolean tooMany(String source, long now) {
    long thisSecond = Math.floorDiv(now, 1_000L);
    if (thisSecond != second) {
      second = thisSecond;
      heardInSecond = 0;
      sources.clear();
    }
    if (heardInSecond >= PER_SECOND || (sources.size() >= SOURCES_MAX && !sources.containsKey(source))) return true;
    heardInSecond++;
    return sources.merge(source, 1, Integer::sum) > PER_SOURCE;
  }

  private Optional<Candidate> refuse(Refusal why) {
    refused.merge(why, 1L, Long::sum);
    return Optional.empty();
  }

  private Keys keys(long now) {
    List<Blob> current = ring.get();
    long epoch = EpochKey.epoch(now);
    if (keys != null && keys.epoch() == epoch && keys.ring().equals(current)) return keys;
    List<EpochKey> accepted = new ArrayList<>();
    for (Blob key : current.subList(0, Math.min(KEYS_MAX, current.size()))) {
      for (long each : new long[]{epoch, epoch - 1, epoch + 1})
        accepted.add(new EpochKey(key.bytes(), each));
    }
    keys = new Keys(List.copyOf(current), epoch, accepted, accepted.isEmpty() ? null : accepted.getFirst());
    return keys;
  }

  /// The address that it came from is the likeliest, if the node says that it is one of its own.
  private static Candidate candidate(Announcement said, String source) {
    Presence presence = said.presence();
    List<String> addresses = new ArrayList<>(presence.addresses());
    if (addresses.remove(source) || addresses.isEmpty()) addresses.addFirst(source);
    Optional<String> cluster = presence.cluster() == 0
        ? Optional.empty()
        : Optional.of(literal(addresses.getFirst(), presence.cluster()));
    List<String> doors = addresses.stream().limit(NodeCard.ADDRESSES_MAX).map(address -> literal(address, presence.http()))
        .toList();
    return new Candidate(said.node(), presence.http() == 0 ? List.of() : doors, cluster);
  }

  private static String literal(String address, int port) {
    return (InetAddress.ofLiteral(address).getAddress().length == 4 ? address : "[" + address + "]") + ":" + port;
  }
}
