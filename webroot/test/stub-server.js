// @ts-check
/**
 * The node's REST interface, faked, so that pages can be looked at and tested without a node: sessions, a simulated cluster,
 * jobs that progress by the clock and, for the examples, have the right result. Sends the strict policy of the real one.
 *
 *     node webroot/test/stub-server.js [port, 0 for any] [base-path] [workers]
 *
 * The key is `stub-key`. Things to try: a job named `fail` fails, code with `refuse` is refused with a field, `POST /stub/expire` ends all sessions.
 */
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const WEBROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const EXAMPLES = join(WEBROOT, "..", "docs", "examples");
export const KEY = "stub-key";
export const POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".md": "text/markdown" };
const AsyncFunction = /** @type {any} */ (Object.getPrototypeOf(async () => {}).constructor);
const SHARE_NAMES = [["w-node", "this machine, slots 1–2"], ["w-b1", "Pixel 8 (kitchen)"], ["w-b2", "Mia's laptop"]];

/** @param {{basePath?: string, jobMs?: number, count?: number}} [options] count: of workers */
export function createStub({ basePath = "", jobMs = 8_000, count = 3 } = {}) {
  const sessions = new Set();
  const jobs = new Map();
  const idempotent = new Map();
  const invites = [];
  const gone = new Set();
  const first = { id: "k-first", label: "first key", scopes: ["jobs", "jobs-all", "invites", "watch", "keys", "nodes"], createdAt: iso(-9e7), expiresAt: null, lastUsedAt: iso(-5e3), revoked: false };
  const keys = [first];
  let serial = 1000;
  /** A script that runs before all others of a page, for tests of what browsers lack. */
  let before = "";

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      if (!response.headersSent) json(response, error.status ?? 500, { error: error.message, field: error.field, code: error.code });
      else response.destroy();
    });
  });

  async function handle(request, response) {
    const url = new URL(request.url ?? "/", "http://stub");
    response.setHeader("content-security-policy", POLICY);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("cache-control", "no-store");
    if (!url.pathname.startsWith(`${basePath}/`)) return json(response, 404, { error: "not under the base path" });
    const path = url.pathname.slice(basePath.length);
    if (path === "/health") return json(response, 200, { ok: true, now: iso(0) });
    if (path === "/stub/before.js") return response.writeHead(200, { "content-type": "text/javascript" }), void response.end(before);
    if (path === "/stub/before") return before = await text(request), json(response, 200, {});
    if (path === "/stub/job") return json(response, 201, await example(url.search.slice(1)));
    if (path === "/stub/expire") return sessions.clear(), json(response, 200, {});
    if (path.startsWith("/api/")) return apiCall(request, response, path, url.searchParams);
    return file(response, path);
  }

  async function apiCall(request, response, path, query) {
    const route = `${request.method} ${path}`;
    if (route === "GET /api/public-config") return json(response, 200, { customJobLimits: { maxCodeBytes: 32768, maxArgsBytes: 32768, maxResultBytes: 65536, minTimeoutMs: 0, maxTimeoutMs: 86400000, defaultTimeoutMs: 0 } });
    if (route === "POST /api/session") {
      const body = await read(request);
      if (body.key !== KEY && body.mnemonic?.split(" ").length !== 24) return json(response, 401, { error: "no such key", code: "UNAUTHORIZED" });
      const cookie = String(++serial);
      sessions.add(cookie);
      response.setHeader("set-cookie", `kith_session=${cookie}; HttpOnly; SameSite=Strict; Path=${basePath || "/"}`);
      return json(response, 200, { ok: true, scopes: first.scopes, label: first.label, page: `page of ${cookie}` });
    }
    const cookie = /kith_session=(\d+)/.exec(request.headers.cookie ?? "")?.[1];
    if (!cookie || !sessions.has(cookie)) return json(response, 401, { error: "session is over or was never opened", code: "UNAUTHORIZED" });
    if (route === "DELETE /api/session") return sessions.delete(cookie), json(response, 200, { ok: true });
    if (route === "POST /api/session/ticket") return json(response, 201, { ticket: "t".repeat(43), expiresInSec: 30 });
    if (route === "GET /api/auth/check") return json(response, 200, { ok: true, scopes: first.scopes, label: first.label });
    if (path.startsWith("/api/jobs")) return jobCall(request, response, route, path, query);
    if (path.startsWith("/api/invites")) return inviteCall(request, response, route, path);
    if (path.startsWith("/api/keys")) return keyCall(request, response, route, path);
    if (route === "GET /api/nodes") return json(response, 200, { mesh: "5e1f0c9a".repeat(4), nodes: nodes() });
    if (route === "GET /api/mesh/ca") return json(response, 200, { cards: nodes().map((one) => ({ nodeId: one.nodeId, notBefore: iso(Date.parse(one.cardUntil) - Date.now() - 90 * 86_400_000), notAfter: one.cardUntil })) });
    if (route === "POST /api/mesh/tokens") return json(response, 201, madeToken(await read(request)));
    const revoked = /^POST \/api\/mesh\/nodes\/([0-9a-f]{32})\/revoke$/.exec(route);
    if (revoked) return gone.add(revoked[1]), json(response, 200, { ok: true });
    if (route === "GET /api/workers") return json(response, 200, workers());
    if (route === "GET /api/metrics/cluster") return json(response, 200, { now: iso(0), workers: 3, runtime: { busySlots: running() ? 4 : 0, slots: 10, shardsPerSecond: running() ? 118.4 : 0, jobsRunning: running(), jobsQueued: 0, shardsDone: 48211 } });
    return json(response, 404, { error: `no such call: ${route}` });
  }

  const running = () => [...jobs.values()].filter((job) => view(job).status === "running").length;

  function nodes() {
    const node = (/** @type {string} */ id, /** @type {string} */ name, /** @type {object} */ more) => ({ nodeId: id.repeat(4), name, role: "worker", liveness: "alive", self: false, addresses: ["192.0.2.14"], carrier: "member", pingMs: null, hops: 1, distanceKm: null, score: 100, incarnation: 3, cardUntil: iso(88 * 86_400_000), lastSeenAt: iso(-400), twin: false, ...more });
    const wobble = (/** @type {number} */ base, /** @type {number} */ phase) => base * (1.3 + Math.sin(Date.now() / 7_000 + phase) * 0.5 + Math.random() * 0.4);
    return [
      node("0123abcd", "workshop", { role: "dual", self: true, carrier: "self", pingMs: 0, hops: 0, addresses: ["192.0.2.7", "2001:db8::7", "10.8.0.2"], lastSeenAt: null }),
      node("3fa9c1d2", "cellar", { pingMs: wobble(0.31, 0), addresses: ["192.0.2.14", "10.8.0.3"] }),
      node("77e0b45f", "attic-with-quite-a-long-name-for-a-machine", { role: "controller", pingMs: wobble(3.2, 2), score: 84, addresses: ["2001:db8:85a3:8d3:1319:8a2e:370:7348"] }),
      node("b2c4d6e8", "Mia's laptop", { liveness: "suspect", carrier: "link", hops: 2, pingMs: wobble(41, 4), score: 61, addresses: [], lastSeenAt: iso(-9_000), cardUntil: iso(11 * 86_400_000) }),
      node("c0ffee00", "shed", { liveness: "dead", carrier: "none", score: 20, lastSeenAt: iso(-7_300_000) }),
      node("d15ea5ed", "old server", { liveness: "left", carrier: "none", score: 55, lastSeenAt: iso(-260_000_000) }),
    ].filter((one) => !gone.has(one.nodeId));
  }

  function madeToken(/** @type {any} */ body) {
    const token = "k1.t7k2m9.Q2FuIHlvdSByZWFkIHRoaXM.3q2-7wEjRWeJq83vASNFZ4mrze8";
    return { id: "t7k2m9", token, join: [`192.0.2.7:8080#${token}`, `[2001:db8::7]:8080#${token}`], issuer: "k-first", role: body.role ?? "worker", uses: 0, maxUses: body.uses ?? 1, outboundOnly: body.outboundOnly ?? false, createdAt: iso(0), expiresAt: iso((body.ttlSec ?? 3600) * 1000), revoked: false };
  }

  function workers() {
    const seen = iso(-400);
    const list = [
      { workerId: "w-node", kind: "node", label: "this machine", engine: "v8-14.7", platform: "Linux amd64", cores: 2, slots: 2, busy: running() ? 2 : 0, shardsDone: 40210, shardsFailed: 0, leasesLapsed: 0, computeMillis: 812_000, isolation: "seccomp+landlock", joinedAt: iso(-4e6), lastSeenAt: seen },
      { workerId: "w-b1", kind: "browser", label: "Pixel 8 (kitchen)", engine: "browser", platform: "Chrome 141, Android 16", cores: 8, slots: 4, busy: running() ? 2 : 0, shardsDone: 5120, shardsFailed: 3, leasesLapsed: 1, computeMillis: 220_000, isolation: "sandboxed frame + worker", joinedAt: iso(-6e5), lastSeenAt: seen },
      { workerId: "w-b2", kind: "browser", label: "Mia's laptop with quite a long name", engine: "browser", platform: "Firefox 145, Windows 11", cores: 12, slots: 4, busy: 0, shardsDone: 2881, shardsFailed: 0, leasesLapsed: 0, computeMillis: 91_500, isolation: "sandboxed frame + worker", joinedAt: iso(-3e5), lastSeenAt: iso(-9_000) },
    ];
    for (let i = list.length; i < count; i++) list.push({ ...list[1 + (i % 2)], workerId: `w-b${i}`, label: `tab ${i}`, shardsDone: (i * 37) % 1000, lastSeenAt: seen });
    const turnedAway = count > 3 ? [{ address: "198.51.100.23", times: 7, lastAt: iso(-40_000), limit: "volunteers.perAddressMax", value: 64 }] : [];
    return { count: list.length, totalSlots: list.reduce((sum, one) => sum + one.slots, 0), workers: list, turnedAway };
  }

  async function jobCall(request, response, route, path, query) {
    if (route === "GET /api/jobs") {
      const all = [...jobs.values()].sort((a, b) => b.created - a.created || b.serial - a.serial);
      const from = query.get("before") ? all.findIndex((job) => job.id === query.get("before")) + 1 : 0;
      const limit = Number(query.get("limit") ?? 20);
      return json(response, 200, { jobs: all.slice(from, from + limit).map(view), more: all.length > from + limit });
    }
    if (route === "POST /api/jobs/run-js") return runJs(request, response);
    const [, , , id, action] = path.split("/");
    const job = jobs.get(id);
    if (!job) return json(response, 404, { error: `no job ${id}`, code: "NOT_FOUND" });
    if (request.method === "GET" && !action) return json(response, 200, view(job));
    if (request.method === "GET" && action === "stream") return stream(request, response, job);
    if (request.method === "GET" && action === "results") return results(response, job, Number(query.get("from") ?? 0));
    if (request.method === "POST" && ["pause", "resume", "cancel"].includes(action)) return steer(response, job, action);
    return json(response, 404, { error: `no such call: ${route}` });
  }

  async function runJs(request, response) {
    const body = await read(request);
    const key = request.headers["idempotency-key"];
    if (key && idempotent.has(key)) return json(response, 201, view(idempotent.get(key)));
    if (body.code.includes("refuse")) return json(response, 400, { error: "shardConfig.totalUnits must be from 1 to 9007199254740992, not 0", field: "shardConfig.totalUnits", code: "INVALID" });
    const job = await makeJob(body);
    if (key) idempotent.set(key, job);
    return json(response, 201, { jobId: job.id, status: "queued", controlState: "running", executionModel: body.executionModel, note: job.note });
  }

  async function makeJob(body, ms = body.executionModel === "sharded" ? jobMs : 400, created = Date.now()) {
    const units = body.shardConfig?.totalUnits ?? 1;
    const each = body.shardConfig?.unitsPerShard ?? Math.max(1, Math.ceil(units / 1000));
    const job = { id: `j-${(++serial).toString(36)}${created.toString(36)}`, serial, body, ms, created, doneMs: 0, resumed: created + 150, control: "running", note: body.executionModel === "sharded" ? "" : "", each, units, shards: body.executionModel === "sharded" ? Math.ceil(units / each) : 1, events: [], outcome: await outcomeOf(body, units, each) };
    event(job, "job_started", { totalShards: job.shards }, job.resumed);
    jobs.set(job.id, job);
    return job;
  }

  /** A job in a state that is worth a look. @param {string} kind */
  async function example(kind) {
    const sum = { executionModel: "sharded", shardConfig: { totalUnits: 4_000, unitsPerShard: 100 }, reducer: { type: "sum", fields: ["hits", "samples"] }, args: {}, code: "return { hits: 3, samples: 4 }" };
    const job = kind === "single" ? await makeJob({ name: "One run", executionModel: "single", args: { who: "you" }, code: "console.log('hello'); return { greeting: 'hello ' + args.who }" }, 1)
      : kind === "longname" ? await makeJob({ ...sum, name: "W".repeat(200) }, 1)
      : await makeJob({ ...sum, name: kind === "failed" ? "fail" : `A job ${kind}` }, kind === "running" || kind === "paused" ? 60_000 : 1, Date.now() - 20_000);
    if (kind === "cancelled" || kind === "paused") Object.assign(job, { ms: 60_000, doneMs: 20_000, control: kind, ended: kind === "cancelled" ? Date.now() : undefined });
    return { jobId: job.id };
  }

  function steer(response, job, action) {
    if (isOver(job)) return json(response, 409, { error: `cannot ${action} job ${job.id}: it has ended`, code: "CONFLICT" });
    job.doneMs = runMs(job);
    job.resumed = Date.now();
    job.control = { pause: "paused", resume: "running", cancel: "cancelled" }[action];
    if (action === "cancel") job.ended = Date.now();
    event(job, { pause: "job_paused", resume: "job_resumed", cancel: "job_cancelled" }[action], {});
    return json(response, 200, view(job));
  }

  const body = (job) => job.body;
  const runMs = (job) => (job.control === "running" ? Math.min(job.ms, job.doneMs + Math.max(0, Date.now() - job.resumed)) : job.doneMs);
  const isOver = (job) => job.control === "cancelled" || runMs(job) >= job.ms;
  const completed = (job) => Math.min(job.shards, Math.floor((runMs(job) / job.ms) * job.shards));

  function view(job) {
    const done = completed(job);
    const over = isOver(job);
    const failed = (over && job.outcome.error) || job.control === "cancelled";
    if (over && !job.ended) job.ended = job.resumed + (job.ms - job.doneMs);
    const status = over ? (failed ? "failed" : "done") : Date.now() < job.resumed && job.doneMs === 0 ? "queued" : "running";
    const sharded = job.body.executionModel === "sharded";
    const wave = 1 + 0.18 * Math.sin(runMs(job) / 700) + 0.06 * Math.sin(runMs(job) / 130);
    const parts = [0.55, 0.27, 0.18];
    const shares = SHARE_NAMES.map(([worker, label], i) => ({ worker, label, shards: Math.floor(done * parts[i]), units: Math.floor(done * parts[i]) * job.each, computeMillis: Math.floor(runMs(job) * parts[i] * 2) })).filter((share) => share.shards > 0);
    return {
      jobId: job.id, name: job.body.name ?? "", status, controlState: job.control, executionModel: job.body.executionModel,
      task: { op: "run_js", code: job.body.code, args: job.body.args, timeoutMs: job.body.timeoutMs ?? 0 }, note: job.note,
      shardConfig: sharded ? { totalUnits: job.units, unitsPerShard: job.each, totalShards: job.shards } : null, reducer: job.body.reducer ?? null,
      progress: { completedShards: done, totalShards: job.shards, runningShards: over || job.control === "paused" ? 0 : Math.min(6, job.shards - done), late: 0, retried: done > job.shards / 2 && job.shards > 20 ? 2 : 0, unitsPerSecond: over || job.control === "paused" ? 0 : (job.units / job.ms) * 1000 * wave, shares: sharded ? shares : shares.slice(0, 1) },
      result: over && !failed ? job.outcome.result : over && sharded && body(job).reducer?.type === "sum" ? { reducer: body(job).reducer, aggregate: { hits: 12 * done, samples: 16 * done }, ok: false, partial: true, derived: {}, completedShards: done, totalShards: job.shards } : null, error: failed ? (job.control === "cancelled" ? "cancelled by its owner" : job.outcome.error) : null,
      createdAt: new Date(job.created).toISOString(), startedAt: status === "queued" ? null : new Date(job.created + 150).toISOString(), endedAt: over ? new Date(job.ended).toISOString() : null,
    };
  }

  function results(response, job, from) {
    const values = (job.outcome.values ?? []).slice(from, Math.min(completed(job), from + 16));
    const next = from + values.length;
    return json(response, 200, { from, values, next, complete: isOver(job) && next >= job.shards });
  }

  function event(job, type, data, at = Date.now()) {
    job.events.push({ seq: job.events.length + 1, ts: new Date(at).toISOString(), type, data });
  }

  function stream(request, response, job) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    let sent = Number(request.headers["last-event-id"] ?? 0);
    let counted = 0;
    let last = "";
    const tick = () => {
      const seen = view(job);
      if (seen.progress.completedShards > counted && job.shards > 1 && !job.finished) {
        const before = counted;
        counted = seen.progress.completedShards;
        event(job, "shard_done", { shardId: before, count: counted - before, worker: SHARE_NAMES[counted % 3][0], label: SHARE_NAMES[counted % 3][1] });
        if (job.shards > 20 && !job.retriedOnce && counted > job.shards / 2) {
          job.retriedOnce = true;
          event(job, "shard_retried", { shardId: counted + 3, attempt: 2, reason: "lease lapsed", label: "Pixel 8 (kitchen)" });
        }
      }
      if (isOver(job) && !job.finished) {
        job.finished = true;
        if (job.control !== "cancelled") event(job, seen.status === "done" ? "job_done" : "job_failed", seen.error ? { error: seen.error } : {});
      }
      for (; sent < job.events.length; sent++) response.write(`id: ${job.events[sent].seq}\nevent: ${job.events[sent].type}\ndata: ${JSON.stringify(job.events[sent])}\n\n`);
      const text = JSON.stringify(seen);
      if (text !== last) response.write(`event: progress\ndata: ${text}\n\n`);
      last = text;
      if (isOver(job)) {
        clearInterval(timer);
        response.end();
      }
    };
    const timer = setInterval(tick, 200);
    request.on("close", () => clearInterval(timer));
    tick();
  }

  async function inviteCall(request, response, route, path) {
    if (route === "GET /api/invites") return json(response, 200, { invites });
    if (route === "POST /api/invites/worker") {
      const body = await read(request);
      const ttlSec = body.ttlSec ?? 3600;
      const id = `i-${(++serial).toString(36)}`;
      invites.unshift({ id, label: body.workerLabel ?? "", uses: 0, maxUses: body.maxUses ?? 20, createdAt: iso(0), expiresAt: iso(ttlSec * 1000), revoked: false });
      const origin = `http://${request.headers.host}${basePath}`;
      const inviteUrl = `${origin}/worker#v1.bXNoLWludml0ZS1zdHViLXNlY3JldA.Zm9yLXRlc3RzLW9ubHktbm90LXJlYWw.a3RoLXBpbg`;
      return json(response, 201, { inviteToken: "v1.stub", inviteUrl, shortCode: "abcd2345ef", shortInviteUrl: `${origin}/j/abcd2345ef`, phraseSlug: "amber-canoe-drift-ember-fable-grove-harbor-ivory", phraseCode: "amber canoe drift ember fable grove harbor ivory", phraseInviteUrl: `${origin}/p/amber-canoe-drift-ember-fable-grove-harbor-ivory`, inviteQrDataUrl: fakeQr(), expiresAt: iso(ttlSec * 1000), ttlSec, inviteId: id });
    }
    const invite = invites.find((one) => one.id === path.split("/")[3]);
    if (request.method !== "DELETE" || !invite) return json(response, 404, { error: "no such invite" });
    invite.revoked = true;
    return json(response, 200, { ok: true });
  }

  async function keyCall(request, response, route, path) {
    if (route === "GET /api/keys") return json(response, 200, { keys });
    if (route === "POST /api/keys") {
      const body = await read(request);
      const id = `k-${(++serial).toString(36)}`;
      keys.unshift({ id, label: body.label, scopes: body.scopes, createdAt: iso(0), expiresAt: body.ttlSec ? iso(body.ttlSec * 1000) : null, lastUsedAt: null, revoked: false });
      const mnemonic = "abandon ability able about above absent absorb abstract absurd abuse access accident account accuse achieve acid acoustic acquire across act action actor actress actual";
      return json(response, 201, { id, label: body.label, scopes: body.scopes, secret: "c3R1Yi1zZWNyZXQtZm9yLXRlc3RzLW9ubHktbm90LXJlYWw", mnemonic });
    }
    const key = keys.find((one) => one.id === path.split("/")[3]);
    if (request.method !== "DELETE" || !key) return json(response, 404, { error: "no such key" });
    key.revoked = true;
    return json(response, 200, { ok: true });
  }

  /** Jobs of the past, so that the history has pages. @param {number} count */
  async function withHistory(count) {
    for (let i = count; i > 0; i--) {
      const at = Date.now() - i * 1_700_000;
      const sharded = i % 4 !== 0;
      const job = await makeJob({ name: ["Estimate pi", "Count primes", "Count words", ""][i % 4], code: "return { hits: 1, samples: 2 }", args: {}, executionModel: sharded ? "sharded" : "single", ...(sharded ? { shardConfig: { totalUnits: 1000 * i, unitsPerShard: 10 }, reducer: { type: "sum", fields: ["hits", "samples"] } } : {}) }, 4_000 + 900 * i, at);
      job.finished = true;
      if (i % 7 === 0) job.outcome = { error: "shard 12 failed 3 times: TypeError: x is not a function" };
      if (i % 11 === 0) Object.assign(job, { control: "cancelled", doneMs: 2_000, ended: at + 2_150 });
    }
    invites.push({ id: "i-old", label: "the office", uses: 7, maxUses: 20, createdAt: iso(-5e6), expiresAt: iso(2e6), revoked: false }, { id: "i-older", label: "", uses: 1, maxUses: 1, createdAt: iso(-9e6), expiresAt: iso(-2e6), revoked: false });
  }

  function file(response, path) {
    const wanted = { "/": "/index.html", "/client": "/client/index.html", "/nodes": "/nodes/index.html", "/worker": "/worker/index.html" }[path] ?? path;
    const example = /^\/client\/examples\/([\w-]+\.js)$/.exec(wanted);
    const at = example ? join(EXAMPLES, example[1]) : join(WEBROOT, normalize(wanted));
    if ((!example && !at.startsWith(WEBROOT)) || !existsSync(at) || !statSync(at).isFile()) return json(response, 404, { error: "no such page" });
    response.writeHead(200, { "content-type": TYPES[extname(at)] ?? "application/octet-stream" });
    if (before && extname(at) === ".html") response.end(readFileSync(at, "utf8").replace("<head>", '<head><script src="stub/before.js"></script>'));
    else createReadStream(at).pipe(response);
  }

  return { server, withHistory, expire: () => sessions.clear() };
}

/** What a job will come to. The examples run for real, on a small part where the whole would take long. */
async function outcomeOf(body, units, each) {
  if (body.name === "fail") return { error: "shard 41 failed 3 times, last: Error: the well is dry\n    at job (line 12)" };
  const logs = [];
  const run = async (offset, count, total) => {
    globalThis.__BRAIN__ = { offset, units: count, totalUnits: total };
    return new AsyncFunction("args", "console", body.code)(body.args, { log: (...parts) => logs.push(parts.join(" ")) });
  };
  try {
    if (body.executionModel !== "sharded") {
      const returnValue = await run(0, 1, 1);
      return { result: { ok: true, exitCode: 0, durationMs: 3, returnType: typeof returnValue, returnValue, argsType: "object", logs, output: { text: "", truncated: false, bytes: 0 }, error: null, notes: [], stats: {} } };
    }
    if (body.reducer.type === "collect") {
      const values = [];
      for (let at = 0; at < units; at += each) values.push(await run(at, Math.min(each, units - at), units));
      return { result: { reducer: "collect", completedShards: values.length, totalShards: values.length }, values };
    }
    const part = Math.min(units, 5e6);
    const value = await run(0, part, units);
    const aggregate = Object.fromEntries(Object.entries(value).map(([name, number]) => [name, Math.round((number / part) * units)]));
    const derived = body.derived === "pi" ? { piEstimate: (4 * aggregate.hits) / aggregate.samples, hitRatio: aggregate.hits / aggregate.samples } : {};
    return { result: { reducer: body.reducer.type, aggregate, ok: true, partial: false, derived, completedShards: Math.ceil(units / each), totalShards: Math.ceil(units / each) } };
  } catch (error) {
    return { error: String(/** @type {Error} */ (error).stack) };
  }
}

/** @param {number} offsetMs */
function iso(offsetMs) {
  return new Date(Date.now() + offsetMs).toISOString();
}

function json(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

async function text(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

async function read(request) {
  return JSON.parse((await text(request)) || "{}");
}

/** Looks like a QR code and is none. */
function fakeQr() {
  let cells = "";
  let state = 7;
  for (let y = 0; y < 29; y++) {
    for (let x = 0; x < 29; x++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      const eye = [[0, 0], [22, 0], [0, 22]].find(([ex, ey]) => x >= ex && x < ex + 7 && y >= ey && y < ey + 7);
      const ring = eye && Math.max(Math.abs(x - eye[0] - 3), Math.abs(y - eye[1] - 3));
      if (eye ? ring !== 2 : state & 0x10000) cells += `M${x} ${y}h1v1h-1z`;
    }
  }
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 33 33" shape-rendering="crispEdges"><path fill="#fff" d="M-2-2h33v33H-2z"/><path d="${cells}"/></svg>`)}`;
}

// `node --test webroot/test/` runs every file of the folder; this one must not wait for visitors then.
if (process.argv[1] === fileURLToPath(import.meta.url) && !process.env.NODE_TEST_CONTEXT) {
  const port = Number(process.argv[2] ?? 8090);
  const basePath = process.argv[3] ?? "";
  const stub = createStub({ basePath, count: Number(process.argv[4] ?? 3) });
  await stub.withHistory(45);
  stub.server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${/** @type {any} */ (stub.server.address()).port}${basePath}/  key: ${KEY}`));
}
