import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newJob, run } from './realm.js';

test('shards run in order and see what they are', async () => {
  const outcome = await run(newJob('return [__BRAIN__.shardId, __BRAIN__.units, __BRAIN__.offset, __BRAIN__.attempt]'), 98, 2, { attempt: 3 });
  assert.deepEqual(outcome.partial.values, [[98, 10, 980, 3], [99, 5, 990, 3]]);
});

test('a job that was to be cut and runs as one piece has all its units, whatever its arguments say', async () => {
  const job = newJob('return __BRAIN__', { reducerJson: '', argsJson: '{"units":250}', totalShards: 1, totalUnits: 40, unitsPerShard: 40 });
  const { parentJobId, ...brain } = (await run(job, 0, 1)).partial.envelope.returnValue;
  assert.deepEqual(brain, { shardId: 0, totalShards: 1, units: 40, totalUnits: 40, offset: 0, attempt: 1 });
});

test('a job that was not to be cut has no __BRAIN__', async () => {
  const job = newJob('return [typeof __BRAIN__, "__BRAIN__" in globalThis]', { reducerJson: '', totalShards: 1, totalUnits: 0, unitsPerShard: 0 });
  assert.deepEqual((await run(job, 0, 1)).partial.envelope.returnValue, ['undefined', false]);
});

test('a job that was not cut gives the envelope', async () => {
  const outcome = await run(newJob('console.log("a", 1, {b: 2}); return [1]', { reducerJson: '', argsJson: '[]' }), 0, 1);
  const { durationMs, ...envelope } = outcome.partial.envelope;
  assert.equal(typeof durationMs, 'number');
  assert.deepEqual(envelope, {
    ok: true, exitCode: 0, returnType: 'array', returnValue: [1], argsType: 'array', logs: ['a 1 {"b":2}'],
    output: { text: 'a 1 {"b":2}\n', truncated: false, bytes: 12 }, error: null, notes: [], stats: {},
  });
});

test('what cannot even be looked at is still a failure', async () => {
  const thrower = 'throw new Proxy(new Error("x"), { get() { throw 1; }, getPrototypeOf() { throw 2; } })';
  const outcome = await run(newJob(thrower), 0, 1);
  assert.equal(outcome.failure.kind, 'ERROR');
  assert.equal(outcome.failure.message, 'threw something that cannot be read');
});

test('a shard that fails ends the block with its logs and stack', async () => {
  const outcome = await run(newJob('console.log(__BRAIN__.shardId); if (__BRAIN__.shardId === 4) throw new RangeError("four"); return 1'), 3, 5);
  assert.equal(outcome.done, 1);
  assert.deepEqual(outcome.failure.logs, ['4']);
  assert.equal(outcome.failure.message, 'four');
  assert.match(outcome.failure.stack, /job\.js:1:/);
  assert.doesNotMatch(outcome.failure.stack, /kith:/);
  assert.deepEqual(outcome.logs, ['3']);
});

test('a promise that can never settle is a failure', async () => {
  const outcome = await run(newJob('if (__BRAIN__.shardId === 1) await new Promise(() => {}); return 1'), 0, 3);
  assert.equal(outcome.done, 1);
  assert.equal(outcome.failure.kind, 'NEVER_SETTLED');
  assert.equal(outcome.spent, true);
});

test('code that does not compile fails each of its shards', async () => {
  const job = newJob('return (');
  for (const shard of [0, 1]) assert.match((await run(job, shard, 2)).failure.message, /Unexpected token/);
});

test('the budget ends a block after at least one shard', async () => {
  const job = newJob('return 1', { host: { clockStep: 10 } });
  assert.equal((await run(job, 0, 50, { budgetMs: 100 })).done, 10);
  assert.equal((await run(job, 0, 50, { budgetMs: 0 })).done, 1);
});

test('a clock that is set by hours neither ends a block nor makes it long', async () => {
  const outcome = await run(newJob('return 1', { host: { clockJumps: true } }), 0, 50, { budgetMs: 60_000 });
  assert.equal(outcome.done, 50);
  assert.ok(outcome.micros >= 0 && outcome.micros < 600_000_000, `${outcome.micros}`);
});

test('the host can ask a block to stop', async () => {
  assert.equal((await run(newJob('return 1', { host: { stop: true } }), 0, 50)).done, 1);
});

test('collect stops before the limit of the host', async () => {
  const outcome = await run(newJob('return "x".repeat(97)', { host: { valuesMaxBytes: 1000 } }), 0, 50);
  assert.equal(outcome.done, 10);
});

test('a result that is too large or no JSON is a failure', async () => {
  for (const code of ['return "é".repeat(50)', 'return () => 1', 'return 1n', 'const a = {}; a.a = a; return a', 'return Symbol()']) {
    assert.equal((await run(newJob(code, { maxResultBytes: 100 }), 0, 1)).failure.kind, 'RESULT', code);
  }
  assert.equal((await run(newJob('return "é".repeat(49)', { maxResultBytes: 100 }), 0, 1)).done, 1);
});

test('Math.random repeats for a shard and differs between shards and jobs', async () => {
  const draw = async (key, shard) => (await run(newJob('return [Math.random(), Math.random()]', { key }), shard, 1)).partial.values[0];
  const all = [await draw('a', 0), await draw('a', 1), await draw('b', 0)].flat();
  assert.deepEqual(await draw('a', 0), all.slice(0, 2));
  assert.equal(new Set(all).size, 6);
  assert.ok(all.every((x) => x >= 0 && x < 1));
});

test('Math.random is evenly spread', async () => {
  const code = 'const n = new Array(16).fill(0); for (let i = 0; i < 160000; i++) n[Math.floor(Math.random() * 16)]++; return n';
  for (const count of (await run(newJob(code), 7, 1)).partial.values[0]) assert.ok(Math.abs(count - 10000) < 500, `${count}`);
});

test('a fold is carried from realm to realm', async () => {
  const over = { reducerJson: '{"type":"reducer.sum","fields":["x"]}' };
  const first = await run(newJob('return {x: 0.1}', over), 0, 3);
  const both = await run(newJob('return {x: 0.1}', over), 0, 6, { carried: 3, carry: JSON.stringify(first.partial) });
  const whole = await run(newJob('return {x: 0.1}', over), 0, 6);
  assert.equal(both.done, 6);
  assert.deepEqual(both.partial, whole.partial);
});

test('collect takes envelopes where it is asked to', async () => {
  const job = newJob('console.log("at", __BRAIN__.shardId); return {n: __BRAIN__.shardId}', { reducerJson: '{"type":"reducer.collect","form":"ENVELOPE"}' });
  const [first, second] = (await run(job, 4, 2)).partial.values;
  assert.deepEqual([first.ok, first.exitCode, first.returnValue, first.logs, first.returnType], [true, 0, { n: 4 }, ['at 4'], 'object']);
  assert.deepEqual([second.returnValue, second.logs], [{ n: 5 }, ['at 5']]);
});

test('outcomes as fields say the same as outcomes as JSON', async () => {
  const job = newJob('console.log("l"); if (__BRAIN__.shardId) throw new Error("é"); return 1');
  const [json, all] = await job.ask({ request: { first: 0, count: 2, attempt: 1, budgetMs: 1000 }, fields: true });
  const outcome = JSON.parse(json);
  const fields = [];
  for (let text = all; text; ) {
    const colon = text.indexOf(':');
    fields.push(text.slice(colon + 1, colon + 1 + Number(text.slice(0, colon))));
    text = text.slice(colon + 1 + Number(text.slice(0, colon)));
  }
  assert.deepEqual(fields, ['1', '', JSON.stringify(outcome.partial), 'ERROR', 'é', outcome.failure.stack, '1', 'l', 'l']);
});

test('nothing of the host is in reach, and built-ins are frozen', async () => {
  const names = ['process', 'require', 'fetch', 'WebSocket', 'setTimeout', 'postMessage', 'navigator', 'Intl', 'Buffer', 'BroadcastChannel', 'MessageChannel', 'SharedArrayBuffer', 'FinalizationRegistry', 'kithRuntime', 'kithParts'];
  const code = `const frozen = [Object.prototype, Array.prototype, JSON, Math, Promise.prototype, RegExp.prototype].every(Object.isFrozen);
    return [${names.map((name) => `typeof ${name}`)}, frozen]`;
  const outcome = await run(newJob(code), 0, 1);
  assert.deepEqual(outcome.partial.values[0], [...names.map(() => 'undefined'), true]);
});

test('a global of one shard is gone in the next', async () => {
  const outcome = await run(newJob('const found = typeof left; left = 1; return [found, left]'), 0, 3);
  assert.deepEqual(outcome.partial.values, [['undefined', 1], ['undefined', 1], ['undefined', 1]]);
});
