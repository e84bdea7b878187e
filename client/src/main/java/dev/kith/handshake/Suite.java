package dev.kith.handshake;

/// Cryptography of a session.
public enum Suite {
  /// `Noise_XXpsk3_25519_ChaChaPoly_SHA256` with ML-KEM-768 in the payloads.
  HYBRID(1),
  /// The same without ML-KEM; spoken only if configuration says so.
  CLASSIC(2);

  private final int number;

  Suite(int number) { this.number = number; }

  public int number() { return number; }

  /// @throws RefusedFrameException for any other number
  public static Suite of(int number) {
    for (Suite suite : values()) {
      if (suite.number == number)
        return suite;
    }
    throw new RefusedFrameException("no suite has the number " + number);
  }
}
