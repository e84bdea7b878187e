package dev.kith.volunteer;

import dev.kith.message.AccessReply;
import dev.kith.message.AccessRequest;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import io.vertx.core.Future;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Stands in for the access verticle: one invite, joins and connections with real signatures.
public final class KnownTabs {
  public static final String INVITE = "invite-secret";
  private static final Instant EXPIRES = Instant.parse("2099-01-01T00:00:00Z");

  private final Map<String, PublicKey> keys = new ConcurrentHashMap<>();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();

  public Future<AccessReply> serve(AccessRequest request) {
    return switch (request) {
      case AccessRequest.Join join -> Future.succeededFuture(join(join));
      case AccessRequest.Connect connect -> connect(connect);
      case AccessRequest.ListInvites _ -> Future.succeededFuture(new AccessReply.Invites(
          List.of(new AccessReply.InviteView("i-1", "me", "the lab", 1, 5, EXPIRES, EXPIRES, revoked.contains("i-1")))));
      default -> Future.failedFuture(KithException.invalid("not part of this test"));
    };
  }

  /// How often the invite was used.
  public int uses() { return keys.size(); }

  public void revokeInvite() { revoked.add("i-1"); }

  String join(TabKey key) {
    return join(new AccessRequest.Join(INVITE,
        Base64.getUrlEncoder().withoutPadding().encodeToString(key.pair().getPublic().getEncoded()), "test")).workerId();
  }

  private AccessReply.Joined join(AccessRequest.Join join) {
    if (!join.invite().equals(INVITE))
      throw new KithException(ErrorCode.NOT_FOUND, "no such invite");
    if (revoked.contains("i-1"))
      throw new KithException(ErrorCode.GONE, "the invite was revoked");
    try {
      byte[] spki = Base64.getUrlDecoder().decode(join.publicKey());
      String worker = "tab-" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(spki), 0, 16);
      keys.put(worker, KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki)));
      return new AccessReply.Joined(worker, "i-1", "the lab", EXPIRES);
    } catch (GeneralSecurityException e) {
      throw new KithException(ErrorCode.INVALID, "publicKey", e);
    }
  }

  private Future<AccessReply> connect(AccessRequest.Connect connect) {
    PublicKey key = keys.get(connect.workerId());
    if (key == null || !TabKey.verifies(key, connect.challenge(), connect.workerId(), connect.signature()))
      return Future.failedFuture(new KithException(ErrorCode.UNAUTHORIZED, "unknown worker or wrong signature"));
    if (revoked.contains("i-1"))
      return Future.failedFuture(new KithException(ErrorCode.GONE, "the invite was revoked"));
    return Future.succeededFuture(new AccessReply.Connected(connect.workerId(), "i-1", "the lab"));
  }
}
