// @ts-check
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { ApiError, api, base, call, onSessionOver, randomKey, retryAfterSeconds } from "../js/api.js";
import { formFieldOf } from "../js/job-form.js";

const realFetch = globalThis.fetch;
/** @type {{url: string, method: string, headers: Record<string, string>, body: any}[]} */
let asked = [];

afterEach(() => {
  globalThis.fetch = realFetch;
  onSessionOver(null);
  asked = [];
});

/** Answers calls from a list, in order. @param {...[number, any, Record<string, string>?]} answers */
function answering(...answers) {
  globalThis.fetch = /** @type {any} */ (async (/** @type {URL} */ url, /** @type {any} */ options) => {
    asked.push({ url: url.href, method: options.method, headers: options.headers, body: options.body && JSON.parse(options.body) });
    const [status, body, headers = {}] = answers[Math.min(asked.length, answers.length) - 1];
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
  });
}

test("the base path is where this script's folder is", () => {
  assert.ok(base.href.endsWith("/webroot/"));
  assert.equal(new URL("api/jobs", new URL("..", "https://h/x/js/api.js")).href, "https://h/x/api/jobs");
});

test("an error carries field, code and what to do", async () => {
  answering([400, { error: "timeoutMs must be from 0 to 86400000, not -1", field: "timeoutMs", code: "INVALID" }]);
  const error = await call("api/jobs/run-js", { method: "POST", body: {} }).catch((failed) => failed);
  assert.ok(error instanceof ApiError);
  assert.deepEqual([error.status, error.field, error.code], [400, "timeoutMs", "INVALID"]);
  assert.match(error.advice, /Correct/);
  assert.equal(formFieldOf(error), "timeoutSec");
});

test("an error without a body still says something", async () => {
  for (const [status, text] of /** @type {[number, RegExp][]} */ ([[401, /signed in/], [403, /key/], [404, /not yours/], [500, /500/], [507, /507/]])) {
    answering([status, ""]);
    asked = [];
    const error = await call("api/x", { anonymous: true }).catch((failed) => failed);
    assert.match(error.message, text);
    assert.notEqual(error.advice, "");
  }
});

test("a proxy's page instead of JSON is an error, not a crash", async () => {
  answering([200, "<html>"]);
  assert.equal((await call("api/x").catch((failed) => failed)).status, 502);
  asked = [];
  answering([502, "<html>Bad gateway"]);
  assert.match((await call("api/x").catch((failed) => failed)).message, /502/);
});

test("no answer is status 0 with advice", async () => {
  globalThis.fetch = /** @type {any} */ (async () => { throw new TypeError("fetch failed"); });
  const error = await call("api/x").catch((failed) => failed);
  assert.equal(error.status, 0);
  assert.match(error.advice, /running/);
});

test("Retry-After is read as seconds or as a date", () => {
  assert.equal(retryAfterSeconds("7", 0), 7);
  assert.equal(retryAfterSeconds("0.2", 0), 1);
  assert.equal(retryAfterSeconds("Thu, 01 Jan 1970 00:00:30 GMT", 10_000), 20);
  assert.equal(retryAfterSeconds(null, 0), 0);
  assert.equal(retryAfterSeconds("soon", 0), 0);
});

test("too many calls: says how long to wait", async () => {
  answering([429, { error: "slow down" }, { "retry-after": "12" }]);
  assert.match((await call("api/x").catch((failed) => failed)).advice, /12 s/);
});

test("a session that is over is asked for once and the call repeated", async () => {
  answering([401, { error: "over" }], [200, { jobs: [] }]);
  let times = 0;
  onSessionOver(async () => { times++; return true; });
  assert.deepEqual(await api.jobs(20), { jobs: [] });
  assert.deepEqual([times, asked.length], [1, 2]);
});

test("a session that stays over is an error, and signing in never asks to sign in", async () => {
  answering([401, { error: "over" }]);
  let times = 0;
  onSessionOver(async () => { times++; return false; });
  assert.equal((await api.jobs(20).catch((failed) => failed)).status, 401);
  assert.equal((await api.signIn({ key: "wrong" }).catch((failed) => failed)).status, 401);
  assert.equal(times, 1);
});

test("ids are escaped and a submit carries its idempotency key", async () => {
  answering([201, { jobId: "j" }]);
  await api.runJs({ code: "return 1" }, "k1");
  assert.equal(asked[0].headers["idempotency-key"], "k1");
  await api.steer("a/b", "cancel");
  assert.ok(asked[1].url.endsWith("api/jobs/a%2Fb/cancel"));
  assert.equal(asked[1].method, "POST");
  assert.match(randomKey(), /^[0-9a-f]{32}$/);
  assert.notEqual(randomKey(), randomKey());
});

test("what was told at the sign-in goes with each call until the sign-out, and a stream gets a ticket", async () => {
  answering([200, { ok: true, page: "second half" }], [200, { jobs: [] }], [201, { ticket: "once" }], [200, { ok: true }], [200, { jobs: [] }]);
  await api.signIn({ key: "k" });
  await api.jobs(1);
  assert.equal(asked[1].headers["x-kith-page"], "second half");
  const stream = new URL(await api.streamUrl("j1", "7"));
  assert.deepEqual([stream.pathname.endsWith("api/jobs/j1/stream"), stream.searchParams.get("ticket"), stream.searchParams.get("after")], [true, "once", "7"]);
  await api.signOut();
  await api.jobs(1);
  assert.equal(asked.at(-1)?.headers["x-kith-page"], undefined);
});
