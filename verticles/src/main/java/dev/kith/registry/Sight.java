package dev.kith.registry;

import java.util.List;

/// Whether this node and the others that it knows see each other.
///
/// @param mutual others that see this node alive and are seen so
/// @param unseeing names of those that are seen but do not say that they see this node
/// @param unseen names of those that are known and not seen; without those that said goodbye
public record Sight(int mutual, List<String> unseeing, List<String> unseen) {
  public Sight {
    unseeing = List.copyOf(unseeing);
    unseen = List.copyOf(unseen);
  }
}
