// What a shard returns ends as its own result or failure, never as a message that nobody can read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkedPartial } from '../../js/partial.js';
import { messages } from './hostile.js';
import { newJob, run } from './realm.js';

const SUM_ALL = '{"type":"reducer.sum","fields":["*"]}';
const nest = (depth) => `let v = 1; for (let i = 0; i < ${depth}; i++) v = i % 2 ? [v] : {n: v}; return v;`;

for (const [name, code, words] of [
  ['a name with half a pair', 'return {a: {"x\\ud800": 1}}', /half a surrogate pair.*name of a member \(in result\.a\.x/],
  ['too long a name', 'return {["k".repeat(4097)]: 1}', /longer than 4096 characters/],
  ['too deep a nesting', nest(51), /nested deeper than 50 levels/],
  ['far too deep a nesting', nest(5000), /nested deeper than 50 levels/],
]) {
  test(`${name} is that shard's failure`, async () => {
    for (const reducerJson of ['', '{"type":"reducer.collect"}']) {
      const outcome = await run(newJob(code, { reducerJson }), 3, 2);
      assert.equal(outcome.done, 0);
      assert.equal(outcome.failure.kind, 'RESULT');
      assert.match(outcome.failure.message, words);
    }
  });
}

test('what is just within the limits counts', async () => {
  for (const code of [nest(50), 'return {["k".repeat(4096)]: 1}', 'return ["half a pair: \\ud800"]', 'return {"😀": "😀", e: "\\\\ud800 is how it is written"}']) {
    assert.equal((await run(newJob(code), 0, 1)).failure, null, code);
  }
});

test('a field that "*" can\'t take is the shard\'s failure, and says which', async () => {
  const bad = async (code) => (await run(newJob(code, { reducerJson: SUM_ALL }), 0, 1)).failure;
  assert.match((await bad('return {["k".repeat(129)]: 1}')).message, /name of 129 characters, at most 128 are allowed: "k+"$/);
  assert.equal((await bad('return Object.fromEntries(Array.from({length: 257}, (_, i) => ["f" + i, i]))')).message,
    'reducer: "*" takes at most 256 different numeric fields of all results, and shard 0\'s makes 257; name those that are wanted');
  assert.equal(await bad('return Object.fromEntries(Array.from({length: 256}, (_, i) => ["f" + i, i]))'), null);
});

test('what is logged or thrown is cut between characters', async () => {
  const outcome = await run(newJob('console.log("x".repeat(279) + "😀"); console.log("\\ud800"); throw new Error("y".repeat(1999) + "😀")'), 0, 1);
  for (const text of [outcome.failure.message, ...outcome.failure.logs]) assert.ok(text.isWellFormed(), text.slice(-3));
  assert.equal(outcome.failure.logs[1], '\ufffd');
});

test('raw JSON is no way around', async () => {
  assert.deepEqual((await run(newJob('return [typeof JSON.rawJSON, typeof JSON.isRawJSON]'), 0, 1)).partial.values, [['undefined', 'undefined']]);
});

test('a sandbox that says what it can\'t have folded is not believed', () => {
  const sum = { type: 'reducer.sum', fields: ['*'] };
  const good = { type: 'partial.sums', shards: 2, fields: { n: { count: 2, parts: [1.5] } } };
  assert.equal(checkedPartial(JSON.stringify(good), sum, 2), JSON.stringify(good));
  for (const forged of [
    { ...good, shards: 3 }, { ...good, more: 1 }, { ...good, type: 'partial.values' }, { ...good, fields: { n: { count: 3, parts: [] } } },
    { ...good, fields: { n: { count: 1, parts: [null] } } }, { ...good, fields: { ['n'.repeat(129)]: { count: 1, parts: [1] } } },
    { ...good, fields: { '\ud800': { count: 1, parts: [1] } } }, { ...good, fields: [] }, null, [],
  ]) assert.throws(() => checkedPartial(JSON.stringify(forged), sum, 2), TypeError, JSON.stringify(forged));
  assert.throws(() => checkedPartial('{"type":"partial.sums","shards":2,"fields":{"n":{"count":1,"parts":[1e999]}}}', sum, 2), TypeError);
  assert.throws(() => checkedPartial('{"type":"partial.values","values":[1]}', { type: 'reducer.collect' }, 2), TypeError);
  assert.throws(() => checkedPartial('null},"x":{', null, 1), SyntaxError);
});

test('whatever is returned, the tab says something that fits a frame', async () => {
  let failures = 0;
  let all = 0;
  for await (const { text, failure } of messages(7, 150)) {
    all++;
    if (failure) failures++;
    assert.ok(new TextEncoder().encode(text).length <= 256 * 1024);
    assert.ok(JSON.stringify(JSON.parse(text)).isWellFormed());
  }
  assert.ok(failures > all / 20 && failures < (all * 19) / 20, `${failures} failures of ${all}`);
});
