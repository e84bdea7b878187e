package dev.kith.message;

import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The authority -> a node.
public sealed interface AuthorityReply {
  record Done() implements AuthorityReply {}

  /// @param token secret; with a door before it (`host:port#token`) it is what `kith join` takes
  /// @param doors where new nodes reach the authority, best first: `host:port` or `host:port/base`; may be empty while it is not known
  /// @param thisMachine whether they only reach it from its own machine: the mesh is on loopback
  record TokenMade(TokenView view, String token, List<String> doors, boolean thisMachine) implements AuthorityReply {
    public TokenMade {
      doors = List.copyOf(doors);
    }

    public TokenMade at(List<String> doorsNow) { return new TokenMade(view, token, doorsNow, thisMachine); }

    @Override
    public String toString() { return "TokenMade[" + view.id() + "]"; }
  }

  record TokenView(String id, String issuer, Role role, int uses, int maxUses, boolean outboundOnly, Instant createdAt,
      Instant expiresAt, boolean revoked) {}

  record Tokens(List<TokenView> tokens) implements AuthorityReply {
    public Tokens {
      tokens = List.copyOf(tokens);
    }
  }

  /// @param fingerprint SHA-256 of the root certificate, hex
  /// @param unrecorded live nodes with a good card that the authority's journal lacks, and that it could not record yet
  /// @param rootKeyHere whether the root's private key is still in the data directory (it need not be: see `kith ca export-root`)
  record Status(String mesh, NodeId authority, String fingerprint, Instant rootUntil, Instant intermediateUntil,
      List<CardView> cards, List<NodeId> unrecorded, List<RevokedView> revoked, long meshKey,
      boolean rootKeyHere) implements AuthorityReply {
    public Status {
      cards = List.copyOf(cards);
      unrecorded = List.copyOf(unrecorded);
      revoked = List.copyOf(revoked);
    }
  }

  /// @param renewAt when the node is to ask for its next one
  /// @param shown the authority's journal had lost it; its node showed it again
  record CardView(NodeId node, String name, Role role, String serial, List<String> addresses, Instant notBefore,
      Instant notAfter, Instant renewAt, boolean shown) {
    public CardView {
      addresses = List.copyOf(addresses);
    }
  }

  record RevokedView(NodeId node, String name, String reason, Instant at) {}

  /// @param card compact JWS of a [NodeCard]
  /// @param chain leaf first, then the intermediate: X.509 in DER, base64url
  /// @param jobSecret the key that signs jobs, PKCS #8, base64url; secret; for those whose card says that they own jobs
  record Renewed(String card, List<String> chain, Optional<String> jobSecret) implements AuthorityReply {
    public Renewed {
      chain = List.copyOf(chain);
    }

    public Renewed(String card, List<String> chain) { this(card, chain, Optional.empty()); }

    @Override
    public String toString() { return "Renewed"; }
  }

  /// Serve `token` + "." + the thumbprint of the identity key at `/.well-known/acme-challenge/<token>`, then say [AuthorityRequest.Proved].
  record Challenge(String order, String token) implements AuthorityReply {}

  /// The asker has what this authority signed and does not remember: it was restored from a backup. To be answered by
  /// [AuthorityRequest.Shown], with the card and with that list.
  record Show(Optional<String> list) implements AuthorityReply {}

  /// @param revocations compact JWS
  /// @param meshKeys newest first, those that are still taken; secret
  record Update(String revocations, List<MeshKeyView> meshKeys) implements AuthorityReply {
    public Update {
      meshKeys = List.copyOf(meshKeys);
    }
  }

  /// @param key 32 bytes, base64url; secret
  record MeshKeyView(long number, String key) {
    @Override
    public String toString() { return "MeshKeyView[" + number + "]"; }
  }
}
