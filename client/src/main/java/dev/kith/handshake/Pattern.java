package dev.kith.handshake;

import static dev.kith.handshake.Pattern.Token.E;
import static dev.kith.handshake.Pattern.Token.EE;
import static dev.kith.handshake.Pattern.Token.ES;
import static dev.kith.handshake.Pattern.Token.PSK;
import static dev.kith.handshake.Pattern.Token.S;
import static dev.kith.handshake.Pattern.Token.SE;

import java.util.List;

/// A handshake pattern (Noise 7) as data: what each message carries and mixes, the initiator's first.
record Pattern(String name, List<List<Token>> messages) {
  static final Pattern XX = new Pattern("XX", List.of(List.of(E), List.of(E, EE, S, ES), List.of(S, SE)));
  static final Pattern XX_PSK3 = new Pattern("XXpsk3", List.of(List.of(E), List.of(E, EE, S, ES), List.of(S, SE, PSK)));

  enum Token {
    E, S, EE, ES, SE, PSK
  }

  /// Ephemeral keys are mixed into the key, too, where there is a pre-shared key (Noise 9.2).
  boolean hasPsk() { return messages.stream().anyMatch(tokens -> tokens.contains(PSK)); }

  String protocol() { return "Noise_" + name + "_25519_ChaChaPoly_SHA256"; }
}
