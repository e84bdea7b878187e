package dev.kith.bench;

import dev.kith.authority.Admission;
import dev.kith.authority.AuthorityConfig;
import dev.kith.authority.CardAuthority;
import dev.kith.authority.Founding;
import dev.kith.authority.Membership;
import dev.kith.authority.MeshTrust;
import dev.kith.authority.NodeKeys;
import dev.kith.authority.Order;
import dev.kith.authority.Own;
import dev.kith.crypto.Identity;
import dev.kith.crypto.Randoms;
import dev.kith.crypto.Sealer;
import dev.kith.crypto.SigningKey;
import dev.kith.message.AuthorityRequest.MakeToken;
import dev.kith.message.NodeCard.Ports;
import dev.kith.model.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Two nodes of one mesh, with keys and cards, before they run.
record TwoMembers(Member one, Member other) {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final AuthorityConfig CONFIG = new AuthorityConfig(AuthorityConfig.CERTIFICATE_LIFE, true);

  record Member(Identity identity, Membership membership, MeshTrust trust) {
    static Member of(Path data, Membership membership) throws IOException {
      return new Member(Identity.loadOrCreate(data.resolve("node.key")), membership,
          new MeshTrust(membership, Admission.OPEN, MeshTrust.STALE_AFTER, CLOCK));
    }
  }

  static TwoMembers make() throws IOException {
    Path directory = Directories.temporary();
    Sealer sealer = Sealer.of(Randoms.bytes(Sealer.KEY_BYTES));
    Path one = directory.resolve("one");
    Path other = directory.resolve("other");
    Membership first = Founding.make(one, sealer, own("one", List.of("127.0.0.1")), Role.DUAL, SigningKey.generate(), CONFIG,
        CLOCK);
    Membership second = joined(one, first, sealer, other);
    TwoMembers made = new TwoMembers(Member.of(one, first), Member.of(other, second));
    Directories.delete(directory);
    return made;
  }

  private static Membership joined(Path authority, Membership first, Sealer sealer, Path data) {
    try (CardAuthority cards = CardAuthority.open(authority, first, sealer, CONFIG, CLOCK)) {
      String token = cards.makeToken(new MakeToken("bench", Role.DUAL, Duration.ofHours(1), 1, true)).token();
      NodeKeys keys = NodeKeys.loadOrCreate(data);
      Order order = cards.enrol(keys.enrolment(token, own("other", List.of()), Optional.empty()));
      return Membership.join(data, keys, token, cards.complete(order.id(), List.of()), CLOCK.instant());
    }
  }

  private static Own own(String name, List<String> addresses) { return new Own(name, addresses, new Ports(0, 0, 0)); }
}
