// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { EVENT_LINES, SPEED_POINTS, averageSpeed, elapsed, hasEnded, shareDone, sharesOf, stateOf, timeLeft, unitsDone, withEvent, withSpeed } from "../js/progress.js";

const START = Date.parse("2026-11-21T12:00:00Z");

/** A running job: 40 of 100 shards of 10 units, the last shard shorter. @param {object} changes @returns {any} */
function job(changes = {}, progress = {}) {
  return {
    jobId: "j", status: "running", controlState: "running", startedAt: new Date(START).toISOString(), endedAt: null,
    shardConfig: { totalUnits: 995, unitsPerShard: 10, totalShards: 100 },
    progress: { completedShards: 40, totalShards: 100, runningShards: 2, late: 0, retried: 0, unitsPerSecond: 100, shares: [], ...progress },
    ...changes,
  };
}

test("states have one word each", () => {
  assert.equal(stateOf(job()).text, "running");
  assert.equal(stateOf(job({ controlState: "paused" })).text, "paused");
  assert.equal(stateOf(job({ controlState: "cancelled", status: "failed" })).text, "cancelled");
  assert.equal(stateOf(job({ status: "done" })).tone, "ok");
  assert.deepEqual(["queued", "running", "done", "failed"].map((status) => hasEnded(job({ status }))), [false, false, true, true]);
});

test("time left goes by the present speed", () => {
  assert.equal(unitsDone(job()), 400);
  assert.equal(timeLeft(job(), START + 1_000), 5_950);
});

test("without a present speed, time left goes by the average", () => {
  assert.equal(timeLeft(job({}, { unitsPerSecond: 0 }), START + 4_000), 5_950);
});

test("nobody knows the time left before the first shard, while paused, for a single run, or after the end", () => {
  assert.equal(timeLeft(job({}, { unitsPerSecond: 0, completedShards: 0 }), START + 4_000), null);
  assert.equal(timeLeft(job({ controlState: "paused" }), START), null);
  assert.equal(timeLeft(job({ shardConfig: null }), START), null);
  assert.equal(timeLeft(job({ status: "done" }), START), null);
  assert.equal(timeLeft(job({ startedAt: null }, { unitsPerSecond: 0 }), START), null);
});

test("the last, shorter shard does not make more units than there are", () => {
  assert.equal(unitsDone(job({}, { completedShards: 100 })), 995);
  assert.equal(timeLeft(job({}, { completedShards: 100 }), START), 0);
  assert.equal(shareDone(job({ status: "done" }, { completedShards: 0, totalShards: 0 })), 1);
  assert.equal(shareDone(job({}, { totalShards: 0 })), 0);
});

test("elapsed time is what the node measured, whatever clocks say", () => {
  assert.equal(elapsed(job({ endedAt: new Date(START - 7_200_000).toISOString() }, { durationMs: 1_234 }), START + 9_000_000), 1_234);
  assert.equal(averageSpeed(job({}, { durationMs: 2_000 }), START - 5_000), 200);
  assert.equal(timeLeft(job({}, { unitsPerSecond: 0, durationMs: 4_000 }), START + 3_600_000), 5_950);
});

test("elapsed time stops at the end", () => {
  assert.equal(elapsed(job(), START + 500), 500);
  assert.equal(elapsed(job({ endedAt: new Date(START + 2_000).toISOString() }), START + 9_000), 2_000);
  assert.equal(elapsed(job({ startedAt: null }), START), null);
  assert.equal(averageSpeed(job({ status: "done", endedAt: new Date(START + 1_000).toISOString() }), START + 9_000), 995);
});

test("shares are parts of what was done, largest first", () => {
  const shares = sharesOf(job({}, { shares: [{ worker: "a", label: "A", shards: 1, units: 10, computeMillis: 1 }, { worker: "b", label: "B", shards: 3, units: 30, computeMillis: 1 }] }));
  assert.deepEqual(shares.map((share) => [share.worker, share.part]), [["b", 0.75], ["a", 0.25]]);
  assert.deepEqual(sharesOf(job()), []);
});

test("the speed chart stays bounded and keeps its span", () => {
  /** @type {[number, number][]} */
  let points = [];
  for (let second = 0; second < 10_000; second++) points = withSpeed(points, second, second);
  assert.ok(points.length <= SPEED_POINTS);
  assert.equal(points[0][0], 0);
  assert.equal(points[points.length - 1][0], 9_999);
  assert.equal(withSpeed(points, 9_999, 1), points, "time does not go back");
});

test("events: runs of done shards are one line, repeats after a reconnect are dropped, lines are bounded", () => {
  /** @type {any[]} */
  let lines = [];
  const say = (/** @type {number} */ seq, /** @type {string} */ type) => { lines = withEvent(lines, { seq, ts: START, type, data: {} }); };
  say(1, "job_started");
  [2, 3, 4, 3, 4].forEach((seq) => say(seq, "shard_done"));
  say(5, "shard_failed");
  say(6, "shard_done");
  assert.deepEqual(lines.map((line) => [line.type, line.count, line.first]), [["shard_done", 1, 6], ["shard_failed", 1, 5], ["shard_done", 3, 2], ["job_started", 1, 1]]);
  lines = withEvent(lines, { seq: 7, ts: 0, type: "shard_done", data: { shardId: 8, count: 40 } });
  assert.deepEqual([lines[0].count, lines[0].first], [41, 6], "shards are counted, not events");
  for (let seq = 7; seq < 1_000; seq++) say(seq, "shard_failed");
  assert.equal(lines.length, EVENT_LINES);
});
