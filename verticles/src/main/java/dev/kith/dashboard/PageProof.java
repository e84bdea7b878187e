package dev.kith.dashboard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

/// What a page shows beside its cookie. Browsers send a cookie of 127.0.0.1 to every port there, whoever listens; so a session needs a
/// second half, which only the script that signed in was told, and which it sends in a header. Where a browser can't send headers
/// (event streams, WebSockets) it sends a ticket. Confined to the verticle's context.
final class PageProof {
  static final String HEADER = "x-kith-page";
  static final Duration TICKET_LIFE = Duration.ofSeconds(30);
  static final int TICKETS_MAX = 10_000;

  private final SecureRandom random = new SecureRandom();
  private final byte[] key = new byte[32];
  private final Cache<String, String> tickets;

  PageProof(Ticker ticker) {
    random.nextBytes(key);
    tickets = Caffeine.newBuilder().maximumSize(TICKETS_MAX).expireAfterWrite(TICKET_LIFE).ticker(ticker).executor(Runnable::run)
        .build();
  }

  /// The second half of the session with that cookie, 43 characters. Who has the cookie alone can't tell it.
  String half(String cookie) {
    MessageDigest outer = sha256();
    outer.update(key);
    outer.update(sha256().digest(cookie.getBytes(StandardCharsets.UTF_8)));
    return text(outer.digest());
  }

  boolean isHalf(String cookie, String shown) {
    return MessageDigest.isEqual(half(cookie).getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  /// @return good once, for [#TICKET_LIFE], beside that cookie
  String ticket(String cookie) {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    String ticket = text(secret);
    tickets.put(ticket, half(cookie));
    return ticket;
  }

  /// Uses a ticket up.
  boolean takes(String cookie, String ticket) {
    String of = tickets.asMap().remove(ticket);
    return of != null && of.equals(half(cookie));
  }

  private static String text(byte[] bytes) { return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes); }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
