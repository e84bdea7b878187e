package dev.kith.dashboard;

import dev.kith.bus.Bus;
import dev.kith.codec.JsonFields;
import dev.kith.message.AccessReply;
import dev.kith.message.AccessReply.InviteMade;
import dev.kith.message.AccessReply.InviteView;
import dev.kith.message.AccessRequest;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Limits;
import dev.kith.message.Service;
import dev.kith.message.VolunteerReply;
import dev.kith.message.VolunteerRequest;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Invites, and the joining of tabs by them.
final class InviteOperations {
  private static final long SAFE_INTEGER = (1L << 53) - 1;

  private final Bus bus;
  private final Service<AccessRequest, AccessReply> access;
  private final Service<VolunteerRequest, VolunteerReply> volunteers;
  private final DashboardConfig config;
  private final SigningKey key;

  InviteOperations(Bus bus, Service<AccessRequest, AccessReply> access, Service<VolunteerRequest, VolunteerReply> volunteers,
      DashboardConfig config, SigningKey key) {
    this.bus = bus;
    this.access = access;
    this.volunteers = volunteers;
    this.config = config;
    this.key = key;
  }

  Map<String, Action> actions() {
    return Map.of("makeInvite", this::make, "listInvites", this::list, "revokeInvite", this::revoke, "joinVolunteer", this::join);
  }

  private Future<Answer> make(Call call) {
    if (config.publicUrl().isEmpty() && call.visitor().host().isEmpty())
      throw KithException.refused(ErrorCode.INVALID, "Host", "must name this server, for the links of the invite");
    JsonFields body = call.body();
    Optional<Duration> ttl = body.optionalWhole("ttlSec", 0, SAFE_INTEGER)
        .map(seconds -> Duration.ofSeconds(Math.clamp(seconds, 60, 86_400)));
    String label = body.optionalText("workerLabel", 0, 64).orElse("");
    Optional<Integer> maxUses = body.optionalWhole("maxUses", 1, 10_000).map(Long::intValue);
    body.end();
    InviteLinks links = InviteLinks.of(config, call.visitor(), key);
    return ask(new AccessRequest.MakeInvite(call.caller().owner(), label, ttl, maxUses), InviteMade.class,
        made -> Answer.made(made(made, links)));
  }

  private static Map<String, Object> made(InviteMade made, InviteLinks links) {
    InviteView invite = made.invite();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("inviteToken", made.token());
    answer.put("inviteUrl", links.token(made.token()));
    answer.put("shortCode", made.shortCode());
    answer.put("shortInviteUrl", links.code(made.shortCode()));
    answer.put("shortCodeExpiresAt", made.shortCodeExpiresAt().toString());
    answer.put("phraseSlug", made.phrase());
    answer.put("phraseCode", made.phrase().replace('-', ' '));
    answer.put("phraseInviteUrl", links.phrase(made.phrase()));
    answer.put("inviteQrDataUrl", QrPicture.dataUrl(links.phrase(made.phrase())));
    answer.put("expiresAt", invite.expiresAt().toString());
    answer.put("ttlSec", Duration.between(invite.createdAt(), invite.expiresAt()).toSeconds());
    answer.put("id", invite.id());
    answer.put("label", invite.label());
    answer.put("maxUses", invite.maxUses());
    answer.put("thisMachineOnly", links.thisMachineOnly());
    return answer;
  }

  private Future<Answer> list(Call call) {
    return ask(new AccessRequest.ListInvites(), AccessReply.Invites.class,
        invites -> Answer.ok(Map.of("invites", invites.invites().stream().map(InviteOperations::view).toList())));
  }

  private Future<Answer> revoke(Call call) {
    return ask(new AccessRequest.RevokeInvite(call.id()), AccessReply.Done.class, _ -> Answer.ok(Map.of("ok", true)));
  }

  private Future<Answer> join(Call call) {
    JsonFields body = call.body();
    String invite = body.text("invite", 1, 512);
    String publicKey = body.text("publicKey", 80, 200);
    body.end();
    String remote = call.visitor().remote();
    return bus.request(volunteers, new VolunteerRequest.Room(remote)) // first: an invite is not used up for a tab that can't come in
        .compose(_ -> ask(new AccessRequest.Join(invite, publicKey, remote), AccessReply.Joined.class,
            joined -> Answer.ok(joined(joined))));
  }

  private Map<String, Object> joined(AccessReply.Joined joined) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("workerId", joined.workerId());
    answer.put("label", joined.label());
    answer.put("inviteExpiresAt", joined.inviteExpiresAt().toString());
    answer.put("signingKeySpkiB64", key.base64());
    answer.put("signingKeyFingerprint", key.fingerprint());
    answer.put("signingAlg", key.algorithm());
    answer.put("limits", Map.of("frameBytes", Limits.VOLUNTEER_FRAME_BYTES, "maxCodeBytes", config.jobs().maxCodeBytes(),
        "maxArgsBytes", config.jobs().maxArgsBytes(), "maxResultBytes", config.jobs().maxResultBytes()));
    return answer;
  }

  private static Map<String, Object> view(InviteView invite) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", invite.id());
    answer.put("issuer", invite.issuer());
    answer.put("label", invite.label());
    answer.put("uses", invite.uses());
    answer.put("maxUses", invite.maxUses());
    answer.put("createdAt", invite.createdAt().toString());
    answer.put("expiresAt", invite.expiresAt().toString());
    answer.put("revoked", invite.revoked());
    return answer;
  }

  private <A extends AccessReply> Future<Answer> ask(AccessRequest question, Class<A> kind, Function<A, Answer> answer) {
    return bus.request(access, question).map(reply -> Refusals.expect(kind, reply)).map(answer);
  }
}
