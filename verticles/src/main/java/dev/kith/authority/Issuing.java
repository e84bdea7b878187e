package dev.kith.authority;

import dev.kith.codec.MessageCodec;
import dev.kith.crypto.CertificateAuthority;
import dev.kith.crypto.CertificateAuthority.Leaf;
import dev.kith.crypto.Digests;
import dev.kith.crypto.Jws;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.NodeCard;
import dev.kith.message.NodeCard.Ports;
import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import dev.kith.model.Role;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Makes a card and its certificate by one intermediate.
record Issuing(String mesh, CertificateAuthority intermediate) {
  /// What was checked of a node.
  ///
  /// @param staticKey base64url
  /// @param identityKey base64url
  /// @param tlsKey SubjectPublicKeyInfo
  record Wanted(NodeId node, String name, Role role, String staticKey, String identityKey, Blob tlsKey, List<String> addresses,
      Ports ports) {
    Wanted as(Role other) { return new Wanted(node, name, other, staticKey, identityKey, tlsKey, addresses, ports); }
  }

  /// @param journal keeps the card, with its serial, on the disk: before anything is signed
  Issued issue(Wanted wanted, AuthorityConfig config, Instant now, Consumer<NodeCard> journal) {
    Instant from = now.minus(CertificateAuthority.SKEW).truncatedTo(ChronoUnit.SECONDS);
    Instant to = intermediate.capped(now.plus(config.certificateLife())).truncatedTo(ChronoUnit.SECONDS);
    if (!to.isAfter(now))
      throw new KithException(ErrorCode.UNAVAILABLE, "the intermediate was over at " + to + ": a new one is needed");
    NodeCard card = new NodeCard(mesh, wanted.node, CertificateAuthority.newSerial(), wanted.name, wanted.role,
        wanted.staticKey, wanted.identityKey, Digests.sha256(wanted.tlsKey.bytes()), wanted.addresses, wanted.ports, from, to);
    journal.accept(card);
    X509Certificate leaf = intermediate
        .issue(new Leaf(wanted.tlsKey, card.serial(), mesh, card.node(), names(wanted, config), from, to));
    String jws = Jws.sign(intermediate.key(), NodeCard.TYP, new String(MessageCodec.encode(card), StandardCharsets.UTF_8));
    return new Issued(card, jws, List.of(leaf, intermediate.certificate()));
  }

  private static List<String> names(Wanted wanted, AuthorityConfig config) {
    List<String> names = new ArrayList<>(wanted.addresses);
    if (config.loopback())
      names.add("localhost");
    return names;
  }
}
