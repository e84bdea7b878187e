package dev.kith.dashboard;

import dev.kith.bus.Bus;
import dev.kith.codec.JsonFields;
import dev.kith.message.AccessReply;
import dev.kith.message.AccessReply.KeyView;
import dev.kith.message.AccessRequest;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.message.Scope;
import dev.kith.message.Service;
import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;

/// Keys and sessions.
final class AccessOperations {
  private static final int LABEL_CHARS = 64;
  private static final long KEY_TTL_SEC_MAX = 10L * 366 * 86_400;

  private final Bus bus;
  private final Service<AccessRequest, AccessReply> access;
  private final String cookiePath;
  private final PageProof pages;
  private final IntSupplier port;

  AccessOperations(Bus bus, Service<AccessRequest, AccessReply> access, String cookiePath, PageProof pages,
      IntSupplier port) {
    this.bus = bus;
    this.access = access;
    this.cookiePath = cookiePath;
    this.pages = pages;
    this.port = port;
  }

  Map<String, Action> actions() {
    return Map.of("authCheck", this::check, "openSession", this::open, "closeSession", this::close, //
        "openTicket", this::ticket, "listKeys", this::list, "makeKey", this::make, "revokeKey", this::revoke);
  }

  private Future<Answer> check(Call call) { return Future.succeededFuture(Answer.ok(identity(call.granted().orElseThrow()))); }

  private Future<Answer> open(Call call) {
    String credential = credential(call.body());
    return ask(new AccessRequest.OpenSession(credential, call.visitor().remote()), AccessReply.SessionOpened.class, opened -> {
      call.context().response().addCookie(cookie(opened.cookie(), call));
      Map<String, Object> answer = identity(opened.granted());
      answer.put("idleSec", opened.idle().toSeconds());
      answer.put("page", pages.half(opened.cookie()));
      return Answer.ok(answer);
    });
  }

  /// For what a browser can't send headers to.
  private Future<Answer> ticket(Call call) {
    String cookie = Credentials.session(call.request(), port.getAsInt())
        .orElseThrow(() -> KithException.invalid("a ticket is for the page of a session; a key goes into a header"));
    return Future.succeededFuture(
        Answer.made(Map.of("ticket", pages.ticket(cookie), "expiresInSec", PageProof.TICKET_LIFE.toSeconds())));
  }

  private Future<Answer> close(Call call) {
    Optional<String> session = Credentials.session(call.request(), port.getAsInt()); // before the cookie is taken back, in the same jar
    call.context().response().addCookie(cookie("", call).setMaxAge(0));
    return session.map(cookie -> ask(new AccessRequest.CloseSession(cookie), AccessReply.Done.class, _ -> done()))
        .orElseGet(() -> Future.succeededFuture(done()));
  }

  private Future<Answer> list(Call call) {
    return ask(new AccessRequest.ListKeys(), AccessReply.Keys.class, keys -> {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("keys", keys.keys().stream().map(AccessOperations::view).toList());
      keys.warning().ifPresent(warning -> answer.put("accessWarning", warning));
      return Answer.ok(answer);
    });
  }

  private Future<Answer> make(Call call) {
    JsonFields body = call.body();
    String label = body.optionalText("label", 0, LABEL_CHARS).orElse("");
    Set<Scope> scopes = scopes(body);
    Optional<Duration> ttl = body.optionalWhole("ttlSec", 60, KEY_TTL_SEC_MAX).map(Duration::ofSeconds);
    body.end();
    return ask(new AccessRequest.MakeKey(label, scopes, ttl), AccessReply.KeyMade.class, made -> {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("key", made.secret());
      answer.put("mnemonic", made.mnemonic());
      answer.putAll(view(made.key()));
      return Answer.made(answer);
    });
  }

  private Future<Answer> revoke(Call call) {
    return ask(new AccessRequest.RevokeKey(call.id()), AccessReply.Done.class, _ -> done());
  }

  private Cookie cookie(String value, Call call) {
    return Cookie.cookie(Credentials.COOKIE + port.getAsInt(), value).setHttpOnly(true).setSameSite(CookieSameSite.STRICT)
        .setPath(cookiePath)
        .setSecure(call.visitor().secure());
  }

  private static String credential(JsonFields body) {
    Optional<String> key = body.optionalText("key", 1, Credentials.MAX_CHARS);
    Optional<String> words = body.optionalText("mnemonic", 1, Credentials.MAX_CHARS);
    body.end();
    if (key.isPresent() == words.isPresent())
      throw KithException.refused(ErrorCode.INVALID, "key", "or mnemonic must be given, and not both");
    return key.or(() -> words).orElseThrow();
  }

  private static Set<Scope> scopes(JsonFields body) {
    List<String> names = body.optionalTexts("scopes", 1, Scope.values().length, 16)
        .orElseThrow(() -> KithException.refused(ErrorCode.INVALID, "scopes", "is missing"));
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String name : names)
      scopes.add(scope(name));
    return scopes;
  }

  private static Scope scope(String name) {
    try {
      return Scope.parse(name);
    } catch (KithException e) {
      throw KithException.refused(ErrorCode.INVALID, "scopes",
          "must be of jobs, jobs-all, invites, watch, keys, nodes, not \"" + name + "\"");
    }
  }

  private static Map<String, Object> identity(AccessReply.Granted granted) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("ok", true);
    answer.put("keyId", granted.keyId());
    answer.put("label", granted.label());
    answer.put("scopes", texts(granted.scopes()));
    return answer;
  }

  private static Map<String, Object> view(KeyView key) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", key.id());
    answer.put("label", key.label());
    answer.put("scopes", texts(key.scopes()));
    answer.put("createdAt", key.createdAt().toString());
    answer.put("expiresAt", key.expiresAt().map(Instant::toString).orElse(null));
    answer.put("lastUsedAt", key.lastUsedAt().map(Instant::toString).orElse(null));
    answer.put("revoked", key.revoked());
    return answer;
  }

  private static List<String> texts(Set<Scope> scopes) { return scopes.stream().sorted().map(Scope::text).toList(); }

  private static Answer done() { return Answer.ok(Map.of("ok", true)); }

  private <A extends AccessReply> Future<Answer> ask(AccessRequest question, Class<A> kind, Function<A, Answer> answer) {
    return bus.request(access, question).map(reply -> Refusals.expect(kind, reply)).map(answer);
  }
}
