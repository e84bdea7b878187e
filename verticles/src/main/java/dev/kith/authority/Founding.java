package dev.kith.authority;

import dev.kith.crypto.Base64Url;
import dev.kith.crypto.CertificateAuthority;
import dev.kith.crypto.CertificateRequest;
import dev.kith.crypto.Certificates;
import dev.kith.crypto.IdentityKeys;
import dev.kith.crypto.Sealer;
import dev.kith.crypto.SigningKey;
import dev.kith.message.AuthorityReply.Update;
import dev.kith.message.KithException;
import dev.kith.model.Role;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes a mesh: its first node, which is its authority.
public final class Founding {
  private Founding() {}

  /// Makes everything in `<data>/mesh`. Blocks on the disk. What a process left that died here is replaced.
  ///
  /// @param sealer of the data directory's key
  /// @param role one that owns jobs
  /// @param jobKey signs jobs of the whole mesh
  /// @throws KithException CONFLICT if this data directory is of a mesh already
  public static Membership make(Path data, Sealer sealer, Own own, Role role, SigningKey jobKey, AuthorityConfig config,
      InstantSource clock) {
    MeshFiles files = MeshFiles.of(data);
    Membership.refuseSecond(files);
    if (!role.controls())
      throw KithException.invalid("the first node of a mesh must be controller or dual, not " + role);
    NodeKeys keys = NodeKeys.loadOrCreate(data);
    Instant now = clock.instant();
    Clocks.demandPossible(now, "start again");
    CertificateAuthority root = CertificateAuthority.root(now);
    CertificateAuthority intermediate = root.intermediate(now);
    files.writeText(files.rootKey(), root.pem());
    files.writeText(files.intermediateKey(), intermediate.pem());
    Issued first = first(files, sealer, keys, own, role, config, new Issuing(Certificates.mesh(root.certificate()), intermediate),
        now);
    Revocations nobody = new Revocations(first.card().mesh(), Numbers.FIRST, Revocations.FIRST_ID, now,
        SignedList.der(intermediate.certificate()), List.of(), List.of(Numbers.FIRST));
    Update update = new Update(SignedList.sign(nobody, intermediate),
        List.of(new MeshKeyMaker(keys.identity(), first.card().mesh()).view(Numbers.FIRST)));
    Arrival.of(keys, List.of(root.certificate()),
        new Membership.Standing(first.card().mesh(), keys.nodeId(), first.card(), Base64Url.encode(jobKey.publicSpki())),
        first.renewed(), update, Optional.of(jobKey), now).write(files);
    return Membership.load(data).orElseThrow();
  }

  private static Issued first(MeshFiles files, Sealer sealer, NodeKeys keys, Own own, Role role, AuthorityConfig config,
      Issuing issuing, Instant now) {
    byte[] key = CertificateRequest.check(CertificateRequest.make(keys.tls(), List.of()), Set.of());
    Issuing.Wanted wanted = new Issuing.Wanted(keys.nodeId(), own.name(), role, Base64Url.encode(keys.node().publicKey()),
        Base64Url.encode(IdentityKeys.publicKey(keys.identity())), new dev.kith.model.Blob(key),
        Addressing.canonical(own.addresses(), true), own.ports());
    files.delete(files.journal());
    try (Journal journal = Journal.open(files.journal(), sealer, _ -> {})) {
      return issuing.issue(wanted, config, now, card -> journal.append(Entry.issued(now, card, Optional.empty())));
    }
  }
}
