// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { SHADES, envelopeOf, partOf, rightDigits, shapeOf, valueOf } from "../js/result.js";
import { extent, heat } from "../js/chart.js";

test("the value is found in an envelope, an aggregate, or bare", () => {
  assert.equal(valueOf({ ok: true, exitCode: 0, returnValue: 5 }), 5);
  assert.deepEqual(valueOf({ reducer: "sum", aggregate: { a: 1 } }), { a: 1 });
  assert.deepEqual(valueOf({ reducer: { type: "max", field: "v" }, aggregate: { value: 3, v: 3 } }), { v: 3 });
  assert.deepEqual(valueOf({ a: 1 }), { a: 1 });
  assert.equal(valueOf(null), null);
  assert.ok(envelopeOf({ ok: false, exitCode: 1 }));
  assert.equal(envelopeOf({ aggregate: 1 }), null);
});

test("hits and samples are an estimate of pi, with the error that chance allows", () => {
  const derived = { piEstimate: 3.141626852, hitRatio: 0.785406713 };
  const shape = /** @type {any} */ (shapeOf({ hits: 785406713, samples: 1e9 }, derived));
  assert.equal(shape.kind, "pi");
  assert.equal(shape.estimate, 3.141626852);
  assert.ok(Math.abs(shape.expectedError - 5.193e-5) < 1e-8);
  assert.equal(shapeOf({ hits: 5, samples: 4 }, derived).kind, "fields", "more hits than samples is something else");
  assert.equal(shapeOf({ hits: 0, samples: 0 }, derived).kind, "fields");
});

test("hits and samples of something else are no estimate of pi: only a result that says so is", () => {
  for (const derived of [undefined, null, {}, { shardId: 3 }, "pi"]) assert.equal(shapeOf({ hits: 3, samples: 4 }, derived).kind, "fields");
});

test("what is not the whole is a part, whatever became of the job", () => {
  const job = (/** @type {any} */ more) => /** @type {any} */ ({ status: "failed", controlState: "running", shardConfig: {}, progress: { completedShards: 3, totalShards: 9 }, ...more });
  assert.deepEqual(partOf(job({})), { done: 3, of: 9 });
  assert.deepEqual(partOf(job({ controlState: "cancelled" })), { done: 3, of: 9 });
  assert.deepEqual(partOf(job({ status: "running" })), { done: 3, of: 9 });
  assert.equal(partOf(job({ status: "done", progress: { completedShards: 9, totalShards: 9 } })), null);
  assert.equal(partOf(job({ shardConfig: null })), null, "a single run has no parts");
});

test("numbers, fields, series, texts and the rest", () => {
  assert.deepEqual(shapeOf(7), { kind: "number", value: 7, note: "" });
  assert.deepEqual(shapeOf({ value: 3, shard: 12 }), { kind: "number", value: 3, note: "from shard 12" });
  assert.deepEqual(shapeOf({ primes: 25 }), { kind: "number", value: 25, note: "primes" });
  assert.deepEqual(shapeOf({ primes: 25, twins: 8 }), { kind: "fields", fields: [["primes", 25], ["twins", 8]] });
  assert.deepEqual(shapeOf([1, 2, 3]), { kind: "series", values: [1, 2, 3] });
  assert.equal(shapeOf("x").kind, "text");
  assert.equal(shapeOf(null).kind, "none");
  for (const other of [true, {}, [], { a: "x" }, [{ a: 1 }], { a: 1, b: null }]) assert.equal(shapeOf(other).kind, "json", JSON.stringify(other));
});

test("rows of equal length are a picture, of numbers or shades, by shard or not", () => {
  const row = [1, 2, 3, 4];
  assert.equal(shapeOf([row, row, row, row]).kind, "picture");
  assert.equal(shapeOf([[row, row], [row, row]]).kind, "picture", "two rows a shard");
  assert.equal(shapeOf([row, row, row, [1, 2]]).kind, "json");
  assert.equal(shapeOf([[1, 2], [3, 4]]).kind, "json", "a small table is none");
  const text = SHADES.slice(0, 20);
  const shape = /** @type {any} */ (shapeOf([[text, text], [text], [text]]));
  assert.equal(shape.kind, "picture");
  assert.deepEqual(shape.rows[3].slice(0, 3), [0, 1, 2]);
  assert.equal(shapeOf(["four", "word", "list", "here"]).kind, "json", "words are no picture");
});

test("the shades are in ASCII order, so that rows compare as they look", () => {
  assert.equal(SHADES, [...SHADES].sort().join(""));
  assert.equal(SHADES.length, 64);
});

test("right digits of an estimate", () => {
  assert.deepEqual(rightDigits(3.141626852, Math.PI), ["3.141", "626852"]);
  assert.deepEqual(rightDigits(2.9, Math.PI), ["", "2.900000000"]);
});

test("colours go from light to dark", () => {
  const brightness = (/** @type {number} */ share) => heat(share).reduce((sum, part) => sum + part, 0);
  for (let i = 1; i <= 20; i++) assert.ok(brightness(i / 20) <= brightness((i - 1) / 20), `at ${i / 20}`);
  assert.deepEqual(heat(-1), heat(0));
  assert.deepEqual(extent([[3, 1], [2, 9]]), [1, 9]);
});
