package dev.kith.authority;

import java.util.List;

/// The node is of the mesh now; everything is on its disk.
///
/// @param seeds `ip:port` of doors of live nodes
/// @param dropped addresses that it asked for and that are not on its card, since the authority could not reach them
public record Joined(Membership membership, List<String> seeds, List<String> dropped) {
  public Joined {
    seeds = List.copyOf(seeds);
    dropped = List.copyOf(dropped);
  }
}
