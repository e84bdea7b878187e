package dev.kith.authority;

import dev.kith.crypto.Sealer;
import dev.kith.crypto.SigningKey;
import dev.kith.message.AuthorityReply;
import dev.kith.message.AuthorityRequest.GetUpdate;
import dev.kith.message.AuthorityRequest.MakeToken;
import dev.kith.message.NodeCard.Ports;
import dev.kith.model.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A mesh in a directory, whose clock goes only when told.
final class TestMesh {
  static final Ports PORTS = new Ports(8800, 5701, 5800);
  static final Own OWN = new Own("first", List.of("10.0.0.1"), PORTS);

  final HandClock clock;
  final Sealer sealer = Sealer.of(new byte[32]);
  final Path directory;
  final AuthorityConfig config;
  final Membership first;
  CardAuthority authority;

  TestMesh(Path directory, Own own, AuthorityConfig config, HandClock clock) {
    this.directory = directory;
    this.config = config;
    this.clock = clock;
    this.first = Founding.make(home(), sealer, own, Role.DUAL, SigningKey.generate(), config, clock);
    this.authority = open();
  }

  TestMesh(Path directory, Duration life) {
    this(directory, OWN, new AuthorityConfig(life, false), new HandClock(Instant.parse("2026-11-21T00:00:00Z")));
  }

  TestMesh(Path directory) { this(directory, AuthorityConfig.CERTIFICATE_LIFE); }

  private TestMesh(TestMesh before) {
    directory = before.directory;
    config = before.config;
    clock = before.clock;
    first = Membership.load(home()).orElseThrow();
    authority = open();
  }

  /// The authority's node starts again, with what is on its disk now.
  TestMesh again() {
    authority.close();
    return new TestMesh(this);
  }

  Path home() { return directory.resolve("first"); }

  CardAuthority open() { return CardAuthority.open(home(), first, sealer, config, clock); }

  String token(Role role, int uses) { return authority.makeToken(new MakeToken("k", role, MakeToken.TTL, uses, false)).token(); }

  Membership join(String name, Role role) {
    String token = token(role, 1);
    Path data = directory.resolve(name);
    NodeKeys keys = NodeKeys.loadOrCreate(data);
    Order order = authority.enrol(keys.enrolment(token, own(name), Optional.of(role)));
    Welcome welcome = authority.complete(order.id(), order.addresses());
    return Membership.join(data, keys, token, welcome, clock.instant());
  }

  /// As a node does every half minute.
  void poll(Membership node) {
    AuthorityReply reply = authority.update(node.node(), new GetUpdate(node.lists().ids(), node.card().serial()));
    if (reply instanceof AuthorityReply.Show(var list))
      reply = authority.shown(node.node(), node.shown(list)).update();
    node.update((AuthorityReply.Update) reply, clock.instant());
  }

  MeshTrust trust(Membership of) { return new MeshTrust(of, Admission.OPEN, MeshTrust.STALE_AFTER, clock); }

  static Own own(String name) { return new Own(name, List.of("10.0.0.2"), PORTS); }
}
