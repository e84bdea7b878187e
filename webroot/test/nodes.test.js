// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { HISTORIES_MAX, PINGS_MAX, cardLeft, joinCommands, onThisMachine, pingText, remembered, sorted, sparkline, skewText } from "../nodes/mesh.js";

/** @param {string} nodeId @param {object} [more] @returns {any} */
const node = (nodeId, more = {}) => ({ nodeId, name: nodeId, liveness: "alive", self: false, pingMs: 1, ...more });

test("itself comes first, then the living, then the others by name", () => {
  const order = sorted([node("d", { liveness: "dead" }), node("b"), node("me", { self: true, liveness: "alive" }), node("c", { liveness: "suspect" }), node("a")]);
  assert.deepEqual(order.map((one) => one.nodeId), ["me", "a", "b", "c", "d"]);
});

test("pings are kept for two minutes, with gaps, and only of nodes that are there", () => {
  let histories = new Map();
  for (let i = 0; i < PINGS_MAX + 5; i++) histories = remembered(histories, [node("a", { pingMs: i }), node("me", { self: true })]);
  assert.equal(histories.get("a")?.length, PINGS_MAX);
  assert.equal(histories.get("a")?.at(-1), PINGS_MAX + 4);
  assert.equal(histories.has("me"), false);
  histories = remembered(histories, [node("a", { liveness: "suspect" }), node("b", { pingMs: null })]);
  assert.equal(histories.get("a")?.at(-1), null);
  assert.deepEqual(histories.get("b"), [null]);
  assert.equal(remembered(histories, []).size, 0);
  assert.equal(remembered(new Map(), Array.from({ length: HISTORIES_MAX + 1 }, (_, i) => node(`n${i}`))).size, HISTORIES_MAX);
});

test("the sparkline ends at the right, is highest at the top, and leaves gaps", () => {
  assert.equal(sparkline([], 59, 20), "");
  assert.equal(sparkline([null, null], 59, 20), "");
  assert.equal(sparkline([10, 5, null, 10], 59, 20), "M56 0h0.01L57 10M59 0h0.01");
  assert.equal(sparkline([0], 59, 20), "M59 20h0.01");
  assert.doesNotMatch(sparkline([0, 0, 1e-9], 59, 20), /NaN|Infinity/);
});

test("pings and cards in words", () => {
  assert.deepEqual([0.4213, 12.6, 1500, null, NaN, -1].map(pingText), ["0.42 ms", "13 ms", "1.5 s", "–", "–", "–"]);
  const now = Date.parse("2026-11-21T12:00:00Z");
  assert.deepEqual(cardLeft("2027-02-18T12:00:01Z", now), { text: "in 89 days", late: false });
  assert.deepEqual(cardLeft("2026-11-21T17:00:00Z", now), { text: "in 5 h 0 min", late: false });
  assert.equal(cardLeft("2026-11-21T17:00:00Z", now, "2026-11-21T00:00:00Z").late, true);
  assert.equal(cardLeft("2026-11-21T17:00:00Z", now, "2026-11-21T06:00:00Z").late, false);
  assert.deepEqual(cardLeft("2026-11-21T11:59:59Z", now), { text: "ended", late: true });
  assert.deepEqual(cardLeft("", now), { text: "–", late: false });
});

test("the command to type has an address, or says where one belongs", () => {
  assert.deepEqual(joinCommands(["h:1#t", "[::1]:1#t"], "t"), ["kith join h:1#t", "kith join [::1]:1#t"]);
  assert.deepEqual(joinCommands([], "t"), ["kith join HOST:PORT#t"]);
});

test("a mesh on loopback is known by the addresses of the node that was asked", () => {
  const self = (/** @type {string[]} */ addresses) => [node("a", { self: true, addresses }), node("b", { addresses: ["192.0.2.1:8080"] })];
  assert.equal(onThisMachine(self(["127.0.0.1:8080"])), true);
  assert.equal(onThisMachine(self(["[::1]:8080", "127.0.0.2:1"])), true);
  assert.equal(onThisMachine(self(["127.0.0.1:8080", "192.0.2.7:8080"])), false);
  assert.equal(onThisMachine(self(["[fd00::1]:8080"])), false);
  assert.equal(onThisMachine(self([])), false, "it only dials out");
  assert.equal(onThisMachine([]), false);
});

test("a clock is spoken of only if it is wrong", () => {
  for (const right of [null, undefined, 0, 2_000, -2_000]) assert.equal(skewText(right), "");
  assert.equal(skewText(600_000), "clock 600 s fast");
  assert.equal(skewText(-120_400), "clock 120 s slow");
});
