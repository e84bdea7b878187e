package dev.kith.authority;

import dev.kith.message.Limits;
import java.time.Duration;

/// Settings of the authority.
///
/// @param certificateLife of cards and TLS certificates: 10 min to 365 d
/// @param loopback whether nodes may be at loopback addresses: for tests and trials on one machine
public record AuthorityConfig(Duration certificateLife, boolean loopback) {
  public static final Duration CERTIFICATE_LIFE = Duration.ofDays(90);
  static final Duration CERTIFICATE_LIFE_MAX = Duration.ofDays(365);
  public static final AuthorityConfig DEFAULT = new AuthorityConfig(CERTIFICATE_LIFE, false);

  public AuthorityConfig {
    Limits.range("certificateLifeSec", certificateLife.toSeconds(), 600, CERTIFICATE_LIFE_MAX.toSeconds());
  }
}
