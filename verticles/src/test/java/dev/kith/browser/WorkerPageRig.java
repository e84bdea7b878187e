package dev.kith.browser;

import dev.kith.message.BlockResult;
import dev.kith.message.Addresses;
import dev.kith.message.AccessReply;
import dev.kith.message.AccessRequest;
import dev.kith.message.KithException;
import dev.kith.message.LeaseMessage;
import dev.kith.message.Reducer;
import dev.kith.message.VolunteerRequest;
import dev.kith.message.WorkMessage;
import dev.kith.message.WorkReply;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import dev.kith.model.LeaseId;
import dev.kith.model.Life;
import dev.kith.model.ShardRange;
import dev.kith.model.WorkerId;
import dev.kith.volunteer.KnownTabs;
import dev.kith.volunteer.VolunteerConfig;
import dev.kith.volunteer.VolunteerRig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.StaticHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A node as the worker page sees it: pages with the policies that the dashboard sends, join, WebSocket, and a controller that
/// leases what the test says.
final class WorkerPageRig implements AutoCloseable {
  private static final String PAGE_CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
      + "font-src 'self'; connect-src 'self'; frame-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'self'; "
      + "form-action 'self'; frame-ancestors 'none'";
  private static final String SANDBOX_CSP = "sandbox allow-scripts; default-src 'none'; "
      + "script-src 'unsafe-eval' 'unsafe-inline' blob:; worker-src blob:; connect-src 'none'; frame-ancestors 'self'";

  private static final Duration TERM = Duration.ofMinutes(1);

  final VolunteerRig node;
  final JobSigner signer;
  private final Map<JobId, WorkReply.Material> materials = new ConcurrentHashMap<>();
  private final BeforeScripts before = new BeforeScripts();
  private final AtomicLong numbers = new AtomicLong();
  private volatile WorkerId worker;

  WorkerPageRig() { this("EdDSA", VolunteerConfig.defaults()); }

  WorkerPageRig(String alg, VolunteerConfig config) {
    signer = JobSigner.make(alg);
    node = new VolunteerRig(config, this::pages);
    node.controller.answer(message -> Future.succeededFuture(
        message instanceof WorkMessage.FetchJob fetch ? materials.get(fetch.job()) : new WorkReply.Ok()));
  }

  String origin() { return "http://localhost:" + node.port; }

  String invite() { return origin() + "/worker#" + KnownTabs.INVITE + "." + signer.fingerprint(); }

  /// Runs before any script of the pages that are opened from now on.
  void before(String script) { before.add(script); }

  /// Opens the page by its invite and lets it join.
  void join(Page page) throws InterruptedException {
    welcome(page);
    page.click("#start");
    joined();
  }

  /// Opens the page by its invite.
  void welcome(Page page) {
    page.navigate(invite());
    page.until("!document.querySelector('#welcome').hidden");
  }

  WorkMessage.Joined joined() throws InterruptedException {
    WorkMessage.Joined message = node.controller.await(WorkMessage.Joined.class);
    worker = message.worker();
    return message;
  }

  WorkerId worker() { return worker; }

  JobId job(WorkReply.Material material) {
    JobId job = newJob();
    materials.put(job, material);
    return job;
  }

  JobId newJob() { return JobId.of(77, numbers.incrementAndGet()); }

  /// An honestly signed job.
  JobId job(String code, String args, long shards, Reducer reducer, long timeoutMillis) {
    JobId job = newJob();
    JsonObject terms = JobSigner.terms(job, code, args, shards, reducer).put("timeoutMs", timeoutMillis);
    put(job, signer.sign(terms), code, args);
    return job;
  }

  void put(JobId job, String manifest, String code, String args) {
    materials.put(job, new WorkReply.Material(manifest, code, new Json(args), Instant.now()));
  }

  LeaseId lease(JobId job, long first, long count, Duration budget) {
    LeaseId lease = new LeaseId(1, new Life(5, 6), numbers.incrementAndGet());
    node.controller.send(new LeaseMessage.Offered(worker, lease, job, new ShardRange(first, count), 1, budget, TERM));
    return lease;
  }

  BlockResult result() throws InterruptedException { return node.controller.await(WorkMessage.Finished.class).result(); }

  /// Runs code in one piece.
  BlockResult run(String code, long timeoutMillis) throws InterruptedException {
    lease(job(code, "null", 1, null, timeoutMillis), 0, 1, Duration.ofMillis(200));
    return result();
  }

  @Override
  public void close() { node.close(); }

  private void pages(Router router) {
    router.route().handler(context -> {
      boolean sandbox = context.request().path().equals("/sandbox.html");
      context.response().putHeader("content-security-policy", sandbox ? SANDBOX_CSP : PAGE_CSP)
          .putHeader("x-content-type-options", "nosniff").putHeader("referrer-policy", "no-referrer")
          .putHeader("cross-origin-opener-policy", "same-origin").putHeader("cross-origin-resource-policy", "same-origin")
          .putHeader("x-frame-options", sandbox ? "SAMEORIGIN" : "DENY");
      context.next();
    });
    router.post("/api/volunteer/join").handler(BodyHandler.create(false)).handler(this::join);
    before.mount(router);
    router.get("/api/public-config").handler(context -> context.json(new JsonObject().put("jobSigningAlg", signer.alg())));
    router.get("/worker").handler(context -> before.page(context, "webroot/worker/index.html"));
    router.get("/sandbox.html").handler(context -> context.response().sendFile("webroot/worker/sandbox.html"));
    router.get("/favicon.ico").handler(context -> context.response().setStatusCode(204).end());
    router.route().handler(StaticHandler.create("webroot").setCachingEnabled(false));
  }

  private void join(RoutingContext context) {
    JsonObject body = context.body().asJsonObject();
    AccessRequest.Join join = new AccessRequest.Join(body.getString("invite"), body.getString("publicKey"), "test");
    node.bus.request(Addresses.volunteers(VolunteerRig.NODE), new VolunteerRequest.Room("127.0.0.1"))
        .compose(_ -> node.bus.request(Addresses.access(VolunteerRig.NODE), join)).onComplete(reply -> {
          AccessReply.Joined joined = (AccessReply.Joined) reply;
          context.json(new JsonObject().put("workerId", joined.workerId()).put("label", joined.label())
              .put("signingKeySpkiB64", signer.spkiB64()).put("signingKeyFingerprint", signer.fingerprint())
              .put("signingAlg", signer.alg()));
        }, failure -> {
          KithException why = (KithException) failure;
          context.response().setStatusCode(why.code().httpStatus()).end(new JsonObject().put("error", why.getMessage()).encode());
        });
  }
}
