package dev.kith.handshake;

import dev.kith.crypto.Identity;
import dev.kith.handshake.Handshake.Terms;
import dev.kith.model.Blob;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// Two nodes of one mesh, and a clock that stands still unless told.
final class Pair {
  static final String MESH = "00112233445566778899aabbccddeeff";
  static final Blob MESH_KEY = new Blob(filled(32, 0x4d));

  final AtomicLong clock = new AtomicLong(1_000);
  final Identity alice = Identity.of(filled(32, 0x0a));
  final Identity bob = Identity.of(filled(32, 0x0b));
  final Suite suite;

  Pair(Suite suite) { this.suite = suite; }

  /// What came of a whole handshake.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sessions(Session initiator, Session responder, byte[] first, byte[] second, byte[] third) {}

  Terms terms(Identity identity) { return new Terms(identity, MESH, credential(identity), MESH_KEY, 7, suite, clock::get); }

  Handshake initiator() { return Handshake.initiator(terms(alice), bob.nodeId()); }

  Handshake responder() { return Handshake.responder(terms(bob)); }

  Sessions sessions() { return finish(initiator(), responder()); }

  Sessions sessions(SecureRandom random) {
    return finish(Handshake.initiator(terms(alice), bob.nodeId(), random), Handshake.responder(terms(bob), random));
  }

  static Sessions finish(Handshake initiator, Handshake responder) {
    byte[] first = initiator.first();
    byte[] second = responder.second(first);
    initiator.readSecond(second);
    byte[] third = initiator.third();
    responder.readThird(third);
    return new Sessions(initiator.session(), responder.session(), first, second, third);
  }

  static byte[] open(Session session, byte[] frame) { return session.open(FrameHeader.of(frame), frame); }

  static Blob credential(Identity identity) {
    return new Blob(("credential of " + identity.nodeId()).getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] filled(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
