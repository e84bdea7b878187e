package dev.kith.authority;

import dev.kith.message.Limits;
import dev.kith.message.NodeCard;
import java.util.List;

/// 201 of the enrolment door.
///
/// @param seeds `ip:port` of doors of live nodes, to be tried first
record Admitted(Welcome welcome, List<String> seeds) {
  static final int SEEDS_MAX = 64;

  Admitted {
    Limits.range("seeds (their number)", seeds.size(), 0, SEEDS_MAX);
    seeds.forEach(seed -> Limits.length("seeds", seed, 4, NodeCard.ADDRESS_MAX + 8));
    seeds = List.copyOf(seeds);
  }
}
