package dev.kith.dashboard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.kith.bus.Bus;
import dev.kith.message.AccessReply;
import dev.kith.message.AccessReply.Granted;
import dev.kith.message.AccessRequest;
import dev.kith.message.AccessRequest.Authenticate;
import dev.kith.message.Addresses;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Blob;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Whose a key is. A key belongs to the node that made it; a door that does not know it asks the others that serve clients, so that
/// one key opens every door. Sessions stay where they were opened. Confined to the verticle's context.
final class Keys {
  /// How long another node's word is believed: a key that is revoked there still opens this door for so long.
  static final Duration BELIEVED = Duration.ofSeconds(60);
  static final int REMEMBERED = 1_000;
  private static final long PATIENCE_SECONDS = 3;

  private final Bus bus;
  private final Neighbourhood mesh;
  private final byte[] secret = new byte[32];
  private final Cache<Blob, Granted> granted;

  Keys(Bus bus, Neighbourhood mesh, Ticker ticker) {
    this.bus = bus;
    this.mesh = mesh;
    new SecureRandom().nextBytes(secret);
    granted = Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(BELIEVED).ticker(ticker).executor(Runnable::run)
        .build();
  }

  Future<AccessReply> ask(AccessRequest question) {
    if (!(question instanceof Authenticate key))
      return bus.request(Addresses.access(mesh.self()), question);
    Granted known = granted.getIfPresent(mark(key));
    if (known != null)
      return Future.succeededFuture(known);
    return bus.request(Addresses.access(mesh.self()), question)
        .recover(failure -> unknown(failure) ? elsewhere(key, failure) : Future.failedFuture(failure));
  }

  private Future<AccessReply> elsewhere(Authenticate key, Throwable unknownHere) {
    if (!mesh.controls() || mesh.others().isEmpty())
      return Future.failedFuture(unknownHere);
    Promise<AccessReply> found = Promise.promise();
    List<Throwable> others = new ArrayList<>();
    Future.join(mesh.others().stream().map(node -> bus.request(Addresses.access(node), key)
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS).onSuccess(reply -> {
          if (reply instanceof Granted grant) {
            granted.put(mark(key), grant);
            found.tryComplete(grant);
          }
        }).transform(reply -> {
          if (reply.failed() && !unknown(reply.cause()))
            others.add(reply.cause());
          return Future.succeededFuture();
        })).toList()).onComplete(_ -> found.tryFail(others.isEmpty() ? unknownHere : unclear(others)));
    return found.future();
  }

  /// Nobody said yes, but not everybody said no.
  private static Throwable unclear(List<Throwable> failures) {
    return failures.stream()
        .filter(failure -> failure instanceof KithException known && known.code() == ErrorCode.RATE_LIMITED).findFirst()
        .orElseGet(() -> new KithException(ErrorCode.UNAVAILABLE,
            "this node does not know the key, and a node that may know it does not answer now"));
  }

  private static boolean unknown(Throwable failure) {
    return failure instanceof KithException known && known.code() == ErrorCode.UNAUTHORIZED;
  }

  /// By which a key is remembered without being kept.
  private Blob mark(Authenticate key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(secret);
      return new Blob(sha256.digest(key.credential().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
