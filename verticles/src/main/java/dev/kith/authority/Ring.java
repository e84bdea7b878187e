package dev.kith.authority;

import dev.kith.bus.Trust.MeshKey;
import dev.kith.message.AuthorityReply.MeshKeyView;
import dev.kith.message.KithException;
import dev.kith.model.Blob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The keys that members share. A new one is first taken from others (installed), then used, and last the old one is removed.
///
/// @param since when the newest came to this node
/// @param keys newest first, one or two; secret
record Ring(Instant since, List<MeshKeyView> keys) {
  /// By then the others have the new key too.
  static final Duration USE_AFTER = Duration.ofSeconds(20);
  /// By then nobody uses the old one: the authority takes it out.
  static final Duration REMOVE_AFTER = Duration.ofDays(7);

  Ring {
    keys = List.copyOf(keys);
    if (keys.isEmpty() || keys.size() > 2)
      throw KithException.invalid("mesh keys must be 1 or 2, not " + keys.size());
    if (keys.size() == 2 && keys.getFirst().number() <= keys.getLast().number())
      throw KithException.invalid("mesh keys must come newest first");
    keys.forEach(Ring::key);
  }

  long newest() { return keys.getFirst().number(); }

  /// What to do with keys of the authority: numbers only grow.
  Ring after(List<MeshKeyView> told, Instant now) {
    if (told.isEmpty())
      return this; // a list that was passed on comes without keys
    Ring next = new Ring(now, told);
    if (next.newest() < newest() || told.equals(keys))
      return this;
    return next.newest() == newest() ? new Ring(since, told) : next;
  }

  List<MeshKey> inUse(Instant now) {
    List<MeshKey> newestFirst = keys.stream().map(Ring::key).toList();
    return now.isBefore(since.plus(USE_AFTER)) ? newestFirst.reversed() : newestFirst;
  }

  private static MeshKey key(MeshKeyView view) {
    byte[] key = Transcripts.decoded("mesh key", view.key());
    if (key.length != 32 || view.number() < 1 || view.number() > Integer.MAX_VALUE)
      throw KithException.invalid("mesh key " + view.number() + " must have 32 bytes, not " + key.length);
    return new MeshKey((int) view.number(), new Blob(key));
  }
}
