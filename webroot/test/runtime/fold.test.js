import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { newJob, newParts, run } from './realm.js';

const vectors = JSON.parse(readFileSync(new URL('../../../client/src/test/resources/protocol/fold-vectors.json', import.meta.url), 'utf8'));

/** A double as an integer multiple of 2^-1074. */
function exact(x) {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  const exponent = bits >> 52n;
  const fraction = bits & ((1n << 52n) - 1n);
  const magnitude = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return x < 0 ? -magnitude : magnitude;
}

function exactSum(parts) { return parts.reduce((sum, part) => sum + exact(part), 0n); }

/** The partial with each list of parts replaced by what it means. */
function meaning(partial) {
  if (partial?.type !== 'partial.sums') return partial;
  const fields = Object.entries(partial.fields).map(([name, { count, parts }]) => [name, count, exactSum(parts)]);
  return { ...partial, fields: fields.sort() };
}

for (const vector of vectors.cases) {
  test(`fold: ${vector.name}`, async () => {
    const code = `return JSON.parse(args[__BRAIN__.shardId - ${vector.first}])`;
    const argsJson = JSON.stringify(vector.results.map((result) => JSON.stringify(result)));
    const job = newJob(code, { reducerJson: JSON.stringify(vector.reducer), argsJson });
    const outcome = await run(job, vector.first, vector.results.length);
    assert.equal(outcome.done, vector.done);
    assert.deepEqual(meaning(outcome.partial), meaning(vector.partial));
    assert.equal(outcome.failure?.kind, vector.failure?.kind);
    assert.equal(outcome.failure?.message, vector.failure?.message);
  });
}

test('random sums are exact, their parts few, and the same however they are carried', () => {
  const { fold } = newParts();
  let state = 12345;
  const next = () => (state = Math.imul(state, 1664525) + 1013904223 >>> 0) / 2 ** 32;
  for (let round = 0; round < 200; round++) {
    const values = Array.from({ length: 60 }, () => {
      const value = (next() - 0.5) * 2 ** Math.floor(next() * (round % 2 ? 1900 : 100) - (round % 2 ? 950 : 50));
      return next() < 0.3 ? Math.round(value) : value;
    }).filter((value) => Math.abs(value) <= 1e288);
    const reducer = { type: 'reducer.sum', fields: ['x'] };
    const whole = fold.open(reducer, 0);
    let carried = fold.open(reducer, 0);
    values.forEach((x, shard) => {
      whole.add(JSON.stringify({ x }), shard);
      carried.add(JSON.stringify({ x }), shard);
      if (shard % 7 === 0) carried = fold.open(reducer, 0, JSON.parse(carried.text()));
    });
    const expected = values.reduce((sum, x) => sum + exact(x), 0n);
    for (const { text } of [whole, carried]) {
      const { parts, count } = JSON.parse(text()).fields.x;
      assert.equal(count, values.length);
      assert.equal(exactSum(parts), expected);
      assert.ok(parts.length <= 40 && parts.every((part, i) => part !== 0 && (i === 0 || Math.abs(part) > Math.abs(parts[i - 1]))));
    }
  }
});

test('UTF-8 length is that of the encoder', () => {
  const { fold } = newParts();
  for (const text of ['', 'abc', 'é', '€', '😀', 'a😀é€'.repeat(50)]) assert.equal(fold.utf8Length(text), Buffer.byteLength(text));
});
