package dev.kith.message;

import java.util.Objects;

/// Why a worker gives a lease back without having run anything of it. Never the code's fault, so it counts as no attempt.
///
/// @param text for people, 1 to 300 characters
public record Decline(Reason reason, String text) {
  public enum Reason {
    /// Code and terms could not be had: the network, the controller.
    MATERIAL,
    /// The terms are not such that this worker may run the code: signature, expiry, something that does not fit.
    TERMS,
    /// There is nothing to run it in.
    SANDBOX,
    /// No slot was free in time.
    BUSY
  }

  public static final int TEXT_CHARS = 300;

  public Decline {
    Objects.requireNonNull(reason, "reason is missing");
    Limits.length("text", text, 1, TEXT_CHARS);
  }

  /// With as much of the text as fits.
  public static Decline of(Reason reason, String text) {
    String said = text == null || text.isBlank() ? "no reason given" : Texts.clip(text, TEXT_CHARS);
    return new Decline(reason, said);
  }
}
