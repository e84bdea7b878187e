// The engine against workers that do as the test says. Run: node --test webroot/test
import test from 'node:test';
import assert from 'node:assert/strict';
import { Engine, NotRun } from '../js/engine.js';

const TERMS = { totalUnits: 100, unitsPerShard: 1, totalShards: 100, reducer: { type: 'reducer.count', field: '*' }, timeoutMs: 100, maxResultBytes: 1000, isolation: 'JOB' };

function job(more = {}) { return { key: 'j', code: 'return 1', args: 'null', terms: { ...TERMS, ...more } }; }

function block(count, more = {}) { return { lease: '1-1', first: 20, count, attempt: 1, budgetMillis: 200, ...more }; }

/** Workers that answer when the test lets them. */
function rig() {
  const workers = [];
  let now = 0;
  const engine = new Engine({
    now: () => now,
    open() {
      const worker = { sent: [], dead: false, port: { postMessage: (m) => worker.sent.push(m), onmessage: null, close() {} }, terminate() { worker.dead = true; } };
      workers.push(worker);
      return worker;
    },
  });
  return {
    engine, workers,
    after(millis) { now += millis; engine.tick(); },
    last() { return workers.at(-1); },
    request(worker = workers.at(-1)) { return worker.sent.at(-1).run; },
    at(n, worker = workers.at(-1)) { worker.port.onmessage?.({ data: { at: n } }); },
    step(done, more = {}, worker = workers.at(-1)) {
      const partial = done > 0 ? `{"type":"partial.counted","shards":${done},"count":${done}}` : null;
      worker.port.onmessage?.({ data: { step: { done, partial, failure: null, micros: 10, logs: [], spent: false, ...more } } });
    },
  };
}

test('a block comes back with its fold, and the worker stays warm for its job', async () => {
  const r = rig();
  const first = r.engine.run(job(), block(5));
  assert.equal(r.last().sent[0].job.totalShards, 100);
  assert.deepEqual(r.request(), { first: 20, count: 5, budgetMs: 200, attempt: 1, carry: '', carried: 0 });
  r.step(5);
  assert.deepEqual(await first, { done: 5, partial: { type: 'partial.counted', shards: 5, count: 5 }, failure: null, computeMicros: 10, logs: [] });
  r.engine.run(job(), block(5, { lease: '1-2' }));
  assert.equal(r.workers.length, 1);
  r.engine.run({ ...job(), key: 'other' }, block(5, { lease: '1-3' }));
  assert.equal(r.workers.length, 2);
});

test('what a budget left undone is handed back', async () => {
  const r = rig();
  const result = r.engine.run(job(), block(5));
  r.after(250);
  r.step(3);
  assert.equal((await result).done, 3);
});

test('a failed shard ends its block and keeps what came before', async () => {
  const r = rig();
  const result = r.engine.run(job(), block(5));
  r.step(2, { failure: { kind: 'ERROR', message: 'no', stack: '', logs: [] } });
  const { done, failure } = await result;
  assert.equal(done, 2);
  assert.equal(failure.message, 'no');
});

test('a shard that hangs is found and blamed, the ones before it count', async () => {
  const r = rig();
  const result = r.engine.run(job(), block(5));
  r.at(2); // said at most every 20 ms, so it may be a later one that hangs
  r.after(300);
  assert.ok(r.workers[0].dead);
  assert.equal(r.request().count, 2);
  r.step(2);
  assert.deepEqual([r.request().count, r.request().carried], [3, 2]);
  r.at(2);
  r.after(300);
  const { done, failure } = await result;
  assert.equal(done, 2);
  assert.equal(failure.kind, 'TIMEOUT');
  assert.equal(failure.message, 'timed out after 100 ms');
});

test('a worker that has not begun yet is no slow shard, and one that never does no failure of the code', async () => {
  const r = rig();
  const result = r.engine.run(job(), block(5));
  r.after(7_500);
  assert.ok(!r.workers[0].dead);
  r.after(1_000);
  assert.ok(r.workers[0].dead);
  assert.ok((await result) instanceof NotRun);
});

test('a block ends before its lease does, with what is done', async () => {
  const r = rig();
  const result = r.engine.run(job({ timeoutMs: 0 }), block(5, { endsAt: r.engine.host.now() + 60_000 }));
  r.at(0);
  r.after(57_900);
  assert.ok(!r.workers[0].dead);
  r.after(300);
  assert.deepEqual(await result, { done: 0, partial: null, failure: null, computeMicros: 0, logs: [] });
});

test('where no time is left to find the shard that hangs, its block goes back to be halved', async () => {
  const r = rig();
  const result = r.engine.run(job(), block(5, { endsAt: r.engine.host.now() + 2_500 }));
  r.at(2);
  r.after(400);
  assert.deepEqual(await result, { done: 0, partial: null, failure: { kind: 'CRASH', message: 'timed out after 100 ms', stack: '', logs: [] }, computeMicros: 0, logs: [] });
});

test('a single shard that hangs is blamed at once', async () => {
  const r = rig();
  const result = r.engine.run(job(), block(1));
  r.at(0);
  r.after(300);
  assert.equal((await result).failure.kind, 'TIMEOUT');
});

test('without a time-out only a revocation ends a shard', async () => {
  const r = rig();
  const result = r.engine.run(job({ timeoutMs: 0 }), block(1));
  r.at(0);
  r.after(1e7);
  assert.ok(!r.workers[0].dead);
  r.engine.cancel('1-1');
  assert.ok(r.workers[0].dead);
  assert.equal(await result, null);
});

test('a stopped block may end by itself, else it goes back', async () => {
  const r = rig();
  const slow = r.engine.run(job({ timeoutMs: 0 }), block(5));
  r.engine.stop('1-1', 400);
  r.after(300);
  assert.ok(!r.workers[0].dead);
  r.after(200);
  assert.ok(r.workers[0].dead);
  assert.deepEqual(await slow, { done: 0, partial: null, failure: null, computeMicros: 0, logs: [] });
});

test('a crash of the sandbox is blamed on the shard that does it again', async () => {
  const r = rig();
  const result = r.engine.run(job({ timeoutMs: 0 }), block(3));
  r.at(1);
  r.engine.crashed();
  r.step(1);
  assert.equal(r.request().count, 2);
  r.at(1);
  r.engine.crashed();
  const { done, failure } = await result;
  assert.equal(done, 1);
  assert.equal(failure.kind, 'MEMORY');
});

test('isolation by shard gives each shard a worker of its own', async () => {
  const r = rig();
  const result = r.engine.run(job({ isolation: 'SHARD' }), block(2));
  assert.equal(r.request().count, 1);
  r.step(1);
  assert.deepEqual([r.request().count, r.request().carried, r.workers.length], [2, 1, 2]);
  r.step(2);
  assert.equal((await result).done, 2);
  assert.ok(r.workers.every((worker) => worker.dead));
});

test('a spent realm is replaced within the block', async () => {
  const r = rig();
  const result = r.engine.run(job(), block(2));
  r.step(1, { spent: true });
  assert.ok(r.workers[0].dead);
  r.step(2);
  assert.equal((await result).done, 2);
});

test('an answer that makes no sense is a failure, not an accident', async () => {
  for (const bad of [{ done: 9 }, { done: -1 }, { done: 1.5 }, { partial: '{' }, { partial: null }, { failure: { get kind() { throw new Error('x'); } } }]) {
    const r = rig();
    const result = r.engine.run(job(), block(5));
    r.step(2, bad);
    assert.equal((await result).failure.kind, 'ERROR', Object.keys(bad)[0]);
    assert.ok(r.workers[0].dead);
  }
});
