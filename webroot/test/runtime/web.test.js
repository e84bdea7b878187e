// The same lists run in the sandbox of a node and in browsers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { newJob, run } from './realm.js';

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

for (const [what, code, expected] of read('web-cases.json')) {
  test(what, async () => {
    const outcome = await run(newJob(code), 0, 1);
    assert.equal(outcome.failure, null);
    assert.deepEqual(outcome.partial.values[0], expected);
  });
}

for (const [what, pollute, look] of read('pollution-cases.json')) {
  test(`a shard does not see what the one before it left: ${what}`, async () => {
    const fresh = () => newJob(`const found = ${look}; ${pollute}; return found`);
    const seen = [];
    for (let job = fresh(); seen.length < 3;) {
      const outcome = await run(job, seen.length, 3 - seen.length);
      seen.push(...outcome.partial.values);
      if (outcome.spent) job = fresh();
    }
    assert.deepEqual(seen, [seen[0], seen[0], seen[0]]);
  });
}

test('console.trace writes the way to it', async () => {
  const outcome = await run(newJob('function inner() { console.trace("here"); }\ninner(); return 1'), 0, 1);
  assert.match(outcome.logs[0], /^\[trace\] here .*job\.js:1:.*job\.js:2:/);
});

test('what a microtask throws is written down', async () => {
  const outcome = await run(newJob('queueMicrotask(() => { throw new Error("late"); }); await null; await null; await null; return 1'), 0, 1);
  assert.match(outcome.logs[0], /^\[error\] .*late/);
});

test('a realm for one shard lets code put its own things in place', async () => {
  const job = newJob('globalThis.URL = 5; return [URL, typeof performance.now()]', { host: { once: true }, reducerJson: '', totalShards: 1 });
  assert.deepEqual((await run(job, 0, 1)).partial.envelope.returnValue, [5, 'number']);
});
