package dev.kith.authority;

import dev.kith.message.AuthorityRequest.GetUpdate;
import dev.kith.message.Limits;
import dev.kith.model.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The list of those who are out of the mesh for good. Travels as a compact JWS ([#TYP]) by an intermediate.
///
/// @param number grows with each change
/// @param id random, of each number; [#FIRST_ID] of the first: two lists of one number are not the same if one of them was forgotten
/// @param issuedAt when it was signed; the same number is signed anew for as long as it is current
/// @param issuer the intermediate that signs it, DER, base64url
/// @param meshKeys the numbers of the mesh keys that were taken then, newest first
public record Revocations(String mesh, long number, String id, Instant issuedAt, String issuer, List<Entry> entries,
    List<Long> meshKeys) {
  public static final String TYP = "kith-revocations+jws";
  public static final int ENTRIES_MAX = 500;
  static final String FIRST_ID = "first";

  /// @param serials of the certificates that it has had and that are not over
  public record Entry(NodeId node, String name, List<String> serials, Instant at, String reason) {
    public Entry {
      serials = List.copyOf(serials);
    }
  }

  public Revocations {
    entries = List.copyOf(entries);
    meshKeys = List.copyOf(meshKeys);
    Limits.range("meshKeys (their number)", meshKeys.size(), 0, Ring.KEYS_MAX);
    meshKeys.forEach(key -> Limits.range("meshKeys", key, 1, Integer.MAX_VALUE));
    Limits.length("id", id, 1, GetUpdate.LIST_CHARS_MAX);
    Limits.range("number", number, 0, Long.MAX_VALUE);
    Limits.range("entries (their number)", entries.size(), 0, ENTRIES_MAX);
  }

  /// Why a node or a certificate is on the list; empty if it is not.
  public Optional<String> of(NodeId node, String serial) {
    return entries.stream().filter(entry -> entry.node.equals(node) || entry.serials.contains(serial)).findFirst()
        .map(entry -> "revoked at " + entry.at + (entry.reason.isEmpty() ? "" : ": " + entry.reason));
  }
}
