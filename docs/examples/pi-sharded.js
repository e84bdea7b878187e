/**
 * Monte-Carlo pi: throws darts at a square and counts those inside the quarter circle.
 *
 * One unit is one dart. Where dart number i lands depends on i and the seed alone (a hash, no state carried from dart to
 * dart), so the hits are the same however the job is cut, ordered or retried. pi is about 4 * hits / samples.
 *
 * @title Estimate pi
 * @unit dart
 * @totalUnits 1000000000
 * @unitsPerShard 1000000
 * @reducer sum hits,samples
 * @derived pi
 * @args {"seed": 1337}
 * @expect {"hits": 785406713, "samples": 1000000000}
 */
const brain = globalThis.__BRAIN__ ?? {};
const offset = brain.offset ?? 0;
const units = brain.units ?? args.units ?? 1000000;
const seed = (args.seed ?? 1337) | 0;

const STEP = 0x9e3779b1 | 0; // odd, so that 2^32 steps visit every 32-bit value
const RADIUS_SQUARED = 1 << 30; // coordinates have 15 bits

/** Spreads the bits of a 32-bit integer: each bit of the input changes about half of the output's. */
function mix(x) {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** Hits among `count` darts from dart `low` of the run of 2^32 darts that `key` belongs to. */
function hitsIn(key, low, count) {
  let state = (Math.imul(low, STEP) + key) | 0;
  let hits = 0;
  for (let n = 0; n < count; n++) {
    const h = mix(state);
    state = (state + STEP) | 0;
    const x = h & 0x7fff;
    const y = (h >>> 15) & 0x7fff;
    // The dart is at (x + 1/2, y + 1/2): squared distance x(x+1) + y(y+1) + 1/2, kept in 32-bit integers.
    if (((Math.imul(x, x + 1) + Math.imul(y, y + 1)) | 0) < RADIUS_SQUARED) hits++;
  }
  return hits;
}

let hits = 0;
for (let at = offset; at < offset + units;) {
  const high = Math.floor(at / 2 ** 32);
  const low = at % 2 ** 32;
  const count = Math.min(offset + units - at, 2 ** 32 - low, 2 ** 28);
  hits += hitsIn(mix(seed ^ mix(high)), low, count);
  at += count;
}
return { hits, samples: units };
