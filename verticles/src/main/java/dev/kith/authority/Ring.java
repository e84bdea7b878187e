package dev.kith.authority;

import dev.kith.bus.Trust.MeshKey;
import dev.kith.message.AuthorityReply.MeshKeyView;
import dev.kith.message.KithException;
import dev.kith.model.Blob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The keys that members share. A new one is first taken from others (installed), then used, and each old one is taken for a week more,
/// however many came after it: so nodes that were off find back.
///
/// @param since when the newest came to this node
/// @param keys newest first; secret
record Ring(Instant since, List<Kept> keys) {
  /// By then the others have the new key too.
  static final Duration USE_AFTER = Duration.ofSeconds(20);
  /// So long after another came a key is still taken.
  static final Duration TAKEN_FOR = Duration.ofDays(7);
  /// Above this the oldest goes at once.
  static final int KEYS_MAX = 512;

  /// @param key 32 bytes, base64url
  /// @param until when it is not taken any more; the newest has no end
  record Kept(long number, String key, Optional<Instant> until) {
    Kept {
      MeshKeyView view = new MeshKeyView(number, key);
      ofView(view);
    }

    boolean taken(Instant now) { return until.isEmpty() || now.isBefore(until.get()); }

    MeshKey meshKey() { return ofView(view()); }

    MeshKeyView view() { return new MeshKeyView(number, key); }

    private static MeshKey ofView(MeshKeyView view) {
      byte[] key = Transcripts.decoded("mesh key", view.key());
      if (key.length != 32 || view.number() < 1 || view.number() > Integer.MAX_VALUE)
        throw KithException.invalid("mesh key " + view.number() + " must have 32 bytes, not " + key.length);
      return new MeshKey((int) view.number(), new Blob(key));
    }

    @Override
    public String toString() { return "Kept[" + number + "]"; }
  }

  Ring {
    keys = List.copyOf(keys);
    if (keys.isEmpty() || keys.size() > KEYS_MAX)
      throw KithException.invalid("mesh keys must be 1 to " + KEYS_MAX + ", not " + keys.size());
    for (int at = 1; at < keys.size(); at++) {
      if (keys.get(at).number >= keys.get(at - 1).number)
        throw KithException.invalid("mesh keys must come newest first");
    }
  }

  /// Of a node that has none yet: the newest is used at once, the others have it.
  static Ring of(List<MeshKeyView> told, Instant now) { return new Ring(Instant.EPOCH, kept(told, now)); }

  long newest() { return keys.getFirst().number; }

  /// What to do with keys of the authority: the numbers of those in use only grow; old keys of this node, and those that are told, are
  /// taken until their time is over.
  Ring after(List<MeshKeyView> told, Instant now) {
    if (told.isEmpty())
      return this; // a list that was passed on comes without keys
    List<Kept> merged = new ArrayList<>(of(told, now).keys);
    if (merged.getFirst().number < newest())
      return this;
    Set<Long> numbers = merged.stream().map(Kept::number).collect(Collectors.toSet());
    for (Kept own : keys) {
      if (!numbers.contains(own.number))
        merged.add(own.until.isPresent() ? own : new Kept(own.number, own.key, Optional.of(now.plus(TAKEN_FOR))));
      else if (own.until.isPresent())
        merged.replaceAll(each -> each.number == own.number && each.key.equals(own.key) ? own : each);
    }
    List<Kept> next = merged.stream().filter(each -> each.taken(now))
        .sorted((one, other) -> Long.compare(other.number, one.number)).limit(KEYS_MAX).toList();
    boolean newer = next.getFirst().number > newest();
    return !newer && next.equals(keys) ? this : new Ring(newer ? now : since, next);
  }

  /// Those that are taken, the one to use first.
  List<MeshKey> inUse(Instant now) {
    List<MeshKey> taken = keys.stream().filter(each -> each.taken(now)).map(Kept::meshKey)
        .collect(Collectors.toCollection(ArrayList::new));
    if (taken.size() > 1 && now.isBefore(since.plus(USE_AFTER)))
      taken.add(1, taken.removeFirst());
    return taken;
  }

  Optional<MeshKey> find(long number, Instant now) {
    return keys.stream().filter(each -> each.number == number && each.taken(now)).findFirst().map(Kept::meshKey);
  }

  List<MeshKeyView> views() { return keys.stream().map(Kept::view).toList(); }

  /// Whether the other has a key that this one lacks.
  boolean lacks(Ring other) {
    return other.keys.stream().anyMatch(each -> keys.stream().noneMatch(own -> own.number == each.number));
  }

  private static List<Kept> kept(List<MeshKeyView> told, Instant now) {
    List<Kept> kept = new ArrayList<>();
    for (MeshKeyView view : told)
      kept.add(new Kept(view.number(), view.key(), kept.isEmpty() ? Optional.empty() : Optional.of(now.plus(TAKEN_FOR))));
    return kept;
  }
}
