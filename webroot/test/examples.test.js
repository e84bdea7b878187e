// @ts-check
/** The example jobs: the same answer however they are cut, and the right one by an independent computation. */
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { EXAMPLES, parseExample } from "../js/examples.js";
import { formErrors, formOf } from "../js/job-form.js";
import { shapeOf } from "../js/result.js";

const FOLDER = new URL("../../docs/examples/", import.meta.url);
const AsyncFunction = /** @type {any} */ (Object.getPrototypeOf(async () => {}).constructor);
const silent = { log() {} };

/** @param {string} file */
async function load(file) {
  const example = parseExample(await readFile(new URL(file, FOLDER), "utf8"));
  const code = new AsyncFunction("args", "console", example.code);
  /** @param {number} offset @param {number} units @param {object} [changed] */
  const shard = (offset, units, changed = {}) => {
    /** @type {any} */ (globalThis).__BRAIN__ = Object.freeze({ parentJobId: "j", shardId: 0, totalShards: 1, units, totalUnits: units, offset, attempt: 1 });
    return code({ ...JSON.parse(example.args), ...changed }, silent);
  };
  return { ...example, shard, single: (/** @type {any} */ args) => { /** @type {any} */ (globalThis).__BRAIN__ = undefined; return code(args, silent); } };
}

/** The results of [from, from + total), cut into shards of `each`. @param {any} example @param {number} from @param {number} total @param {number} each */
async function cut(example, from, total, each) {
  const results = [];
  for (let at = from; at < from + total; at += each) results.push(await example.shard(at, Math.min(each, from + total - at)));
  return results;
}

/** @param {any[]} results */
function summed(results) {
  const sums = /** @type {Record<string, number>} */ ({});
  for (const result of results) for (const [name, value] of Object.entries(result)) sums[name] = (sums[name] ?? 0) + /** @type {number} */ (value);
  return sums;
}

test("each file of the folder is offered, and its header makes a form without errors", async () => {
  assert.deepEqual((await readdir(FOLDER)).filter((name) => name.endsWith(".js")).sort(), EXAMPLES.map((one) => one.file).sort());
  for (const { file, title } of EXAMPLES) {
    const example = await load(file);
    assert.equal(example.title, title);
    assert.deepEqual(formErrors(formOf(example), { maxCodeBytes: 32_768, maxArgsBytes: 32_768 }), {}, file);
  }
});

test("a header without tags makes a single run", () => {
  const example = parseExample("return 1");
  assert.equal(example.totalUnits, null);
  assert.equal(example.args, "{}");
});

// ---- pi ----

/** A dart by 64-bit arithmetic on big integers, not by 32-bit tricks. @param {bigint} i @param {bigint} seed */
function dartHits(i, seed) {
  const low32 = (/** @type {bigint} */ x) => x & 0xffffffffn;
  const mix = (/** @type {bigint} */ x) => {
    x = low32((x ^ (x >> 16n)) * 0x7feb352dn);
    x = low32((x ^ (x >> 15n)) * 0x846ca68bn);
    return x ^ (x >> 16n);
  };
  const key = mix(low32(seed) ^ mix(i >> 32n));
  const h = mix(low32(low32(i) * 0x9e3779b1n + key));
  const x = 2n * (h & 0x7fffn) + 1n;
  const y = 2n * ((h >> 15n) & 0x7fffn) + 1n;
  return x * x + y * y < (1n << 32n);
}

test("pi: any cut gives the same hits", async () => {
  const pi = await load("pi-sharded.js");
  const whole = await pi.shard(0, 1_000_000);
  for (const each of [1_000_000, 333_333, 4_096, 777]) assert.deepEqual(summed(await cut(pi, 0, 1_000_000, each)), whole, `shards of ${each}`);
});

test("pi: each dart lands where big-integer arithmetic says, also beyond 2^32", async () => {
  const pi = await load("pi-sharded.js");
  for (const [from, count] of [[0, 3_000], [2 ** 31 - 500, 1_000], [2 ** 32 - 1_500, 3_000], [2 ** 45 + 12_345, 1_000]]) {
    let expected = 0;
    for (let i = 0; i < count; i++) if (dartHits(BigInt(from + i), 1337n)) expected++;
    assert.deepEqual(await pi.shard(from, count), { hits: expected, samples: count }, `from ${from}`);
  }
});

/** What the node adds to a result whose job asked for it. */
const SAYS_PI = { piEstimate: 3.14 };

test("pi: seeds differ, and the estimate is as good as chance allows", async () => {
  const pi = await load("pi-sharded.js");
  const seen = new Set();
  for (const seed of [1, 2, 3, 1337, -5]) {
    const shape = /** @type {any} */ (shapeOf(await pi.shard(7_000_000_000, 4_000_000, { seed }), SAYS_PI));
    assert.ok(Math.abs(shape.error) < 4 * shape.expectedError, `seed ${seed}: off by ${shape.error}`);
    seen.add(shape.hits);
  }
  assert.equal(seen.size, 5);
  const stated = /** @type {any} */ (shapeOf(JSON.parse(pi.expect), SAYS_PI));
  assert.equal(stated.samples, pi.totalUnits);
  assert.ok(Math.abs(stated.error) < 4 * stated.expectedError);
});

test("pi: as a single run it takes its units from the arguments", async () => {
  const pi = await load("pi-sharded.js");
  assert.deepEqual(await pi.single({ seed: 1337, units: 50_000 }), await pi.shard(0, 50_000));
});

// ---- primes ----

/** @param {number} n */
function isPrime(n) {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

test("primes: any cut, at any place, agrees with trial division", async () => {
  const primes = await load("prime-count.js");
  for (const [from, total] of [[0, 1_000], [1, 500], [2, 3], [3, 2], [999_900, 700], [2 ** 32 - 50, 120]]) {
    const expected = { primes: 0, twins: 0 };
    for (let n = from; n < from + total; n++) {
      if (!isPrime(n)) continue;
      expected.primes++;
      if (isPrime(n + 2)) expected.twins++;
    }
    for (const each of [total, 7, 1]) assert.deepEqual(summed(await cut(primes, from, total, each)), expected, `from ${from}, shards of ${each}`);
  }
});

test("primes: the counts of the tables (pi(10^7) = 664,579; 58,980 pairs of twins)", async () => {
  const primes = await load("prime-count.js");
  assert.deepEqual(summed(await cut(primes, 0, 10_000_000, 3_000_001)), { primes: 664_579, twins: 58_980 });
  // pi(10^9) and the twins below it, OEIS A006880 and A007508.
  assert.deepEqual(JSON.parse(primes.expect), { primes: 50_847_534, twins: 3_424_506 });
  assert.equal(primes.totalUnits, 1_000_000_000);
});

// ---- words ----

test("words: any cut gives the counts of the whole text", async () => {
  const words = await load("word-count.js");
  const { lines } = JSON.parse(words.args);
  const text = lines.join(" ").toLowerCase();
  for (const each of [1, 3, 5, 14]) {
    const sums = summed(await cut(words, 0, lines.length, each));
    assert.deepEqual(sums, JSON.parse(words.expect));
    assert.equal(sums.words, text.split(/\s+/).length);
    assert.equal(sums.letters, text.replace(/[^a-z]/g, "").length);
    assert.equal(sums.thou, text.split(/[^a-z]+/).filter((/** @type {string} */ word) => word === "thou").length);
  }
  assert.equal(words.totalUnits, lines.length);
});

// ---- Mandelbrot ----

test("Mandelbrot: any cut gives the same rows, and the whole fits one shard's result", async () => {
  const mandelbrot = await load("mandelbrot.js");
  const whole = await mandelbrot.shard(0, 200);
  assert.equal(whole.length, 200);
  assert.ok(JSON.stringify(whole).length < 65_536);
  for (const each of [1, 5, 64]) assert.deepEqual((await cut(mandelbrot, 0, 200, each)).flat(), whole);
  assert.equal(shapeOf(await cut(mandelbrot, 0, 200, 5)).kind, "picture");
});

test("Mandelbrot: points known to be inside and outside are", async () => {
  const mandelbrot = await load("mandelbrot.js");
  const at = async (/** @type {number} */ centerX, /** @type {number} */ centerY) =>
    (await mandelbrot.shard(0, 1, { width: 1, height: 1, centerX, centerY, span: 1e-9, iterations: 500, darkest: 1 }))[0];
  for (const [x, y] of [[0, 0], [-1, 0], [-0.1, 0.1], [0.25, 0]]) assert.equal(await at(x, y), "z", `${x}, ${y}`);
  for (const [x, y] of [[1, 1], [0.5, 0], [-2.1, 0]]) assert.notEqual(await at(x, y), "z", `${x}, ${y}`);
});

test("hello", async () => {
  const hello = await load("hello.js");
  assert.equal(await hello.single({ name: "world" }), JSON.parse(hello.expect));
});
