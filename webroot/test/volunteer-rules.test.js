// Rules of volunteers that need neither network nor DOM: invites, capacity, messages, signatures. Run: node --test webroot/test
import test from 'node:test';
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inviteOf, typedInvite } from '../js/invite.js';
import { allowed, coresOf, gentleSlots, slotsOf, stepOf } from '../js/capacity.js';
import * as protocol from '../js/protocol.js';
import { Refused, checkRange, pinnedKey, verified } from '../js/manifest.js';
import { tally } from '../js/tally.js';

const PIN = 'p'.repeat(43);
const TOKEN = `v1.${'t'.repeat(64)}`;

test('an invite is read out of every form of a link', () => {
  const cases = [
    ['https://h/worker#' + TOKEN + '.' + PIN, TOKEN, PIN],
    ['https://h/x/worker#' + TOKEN, TOKEN, ''],
    ['https://h/j/abcde23456#' + PIN, 'abcde23456', PIN],
    ['https://h/x/p/one-two-three-four-five#' + PIN, 'one-two-three-four-five', PIN],
    ['https://h/j/abcde23456', 'abcde23456', ''],
    ['https://h/worker?invite=v1.payload.mac', 'v1.payload.mac', ''],
    ['https://h/worker?invite=abc#' + PIN, 'abc', PIN],
    ['https://h/worker', '', ''],
    ['https://h/worker#%E0%A4%A', '%E0%A4%A', ''],
  ];
  for (const [link, invite, pin] of cases) {
    assert.deepEqual(inviteOf(new URL(link)), { invite, pin }, link);
    if (invite !== '%E0%A4%A') assert.deepEqual(typedInvite(`  ${link}\n`), { invite, pin }, link);
  }
  assert.deepEqual(typedInvite(' one two three '), { invite: 'one two three', pin: '' });
  assert.deepEqual(typedInvite(`${TOKEN}.${PIN}`), { invite: TOKEN, pin: PIN });
});

test('slots follow cores, memory, network and battery', () => {
  const desk = { cores: 8, memoryGigabytes: 8, mobile: false, platform: '' };
  assert.equal(slotsOf(desk), 8);
  assert.equal(slotsOf({ ...desk, memoryGigabytes: 4 }), 8);
  assert.equal(slotsOf({ ...desk, memoryGigabytes: 2 }), 4);
  assert.equal(slotsOf({ ...desk, memoryGigabytes: 0.5 }), 2);
  assert.equal(slotsOf({ ...desk, mobile: true }), 7);
  assert.equal(slotsOf({ ...desk, cores: 128, memoryGigabytes: 0 }), 63);
  assert.equal(slotsOf({ ...desk, cores: 1, mobile: true }), 1);
  assert.equal(gentleSlots(desk), 7);
  assert.equal(gentleSlots({ ...desk, cores: 2 }), 2);
  const net = (effectiveType, saveData = false) => ({ effectiveType, saveData });
  const rows = [
    [undefined, undefined, 8], [net('4g'), undefined, 8], [net('3g'), undefined, 2], [net('2g'), undefined, 1], [net('4g', true), undefined, 2],
    [undefined, { level: 0.24, charging: false }, 2], [undefined, { level: 0.14, charging: false }, 0], [undefined, { level: 0.1, charging: true }, 8],
    [net('2g'), { level: 0.2, charging: false }, 1],
  ];
  for (const [network, battery, slots] of rows) assert.equal(allowed(8, desk, network, battery).slots, slots);
  assert.deepEqual(allowed(1, desk, net('3g'), undefined), { slots: 1, why: '' });
});

test('messages of the node are taken only if they are whole', () => {
  assert.equal(protocol.parse('{"type":"to-tab.revoke","lease":"1-2"}').type, 'to-tab.revoke');
  const lease = { type: 'to-tab.lease', lease: '1-2', job: 'j', first: 0, count: 1, attempt: 1, budgetMillis: 200, termMillis: 20_000 };
  assert.deepEqual(protocol.parse(JSON.stringify(lease)), lease);
  for (const bad of ['', 'null', '[]', '{}', '{"type":"constructor"}', '{"type":"to-tab.revoke"}', '{"type":"to-tab.revoke","lease":5}',
    JSON.stringify({ ...lease, first: -1 }), JSON.stringify({ ...lease, first: 1.5 }), JSON.stringify({ ...lease, count: '1' })]) {
    assert.throws(() => protocol.parse(bad), TypeError, bad);
  }
});

test('a result too long for a frame loses its logs, then its values', () => {
  const result = { done: 1, partial: { type: 'partial.values', values: ['x'.repeat(500)] }, failure: null, computeMicros: 5, logs: ['l'.repeat(900)] };
  assert.equal(JSON.parse(protocol.done('1-1', result, 10_000)).result.logs.length, 1);
  assert.deepEqual(JSON.parse(protocol.done('1-1', result, 1_000)).result.logs, []);
  const cut = JSON.parse(protocol.done('1-1', result, 400)).result;
  assert.equal(cut.done, 0);
  assert.equal(cut.failure.kind, 'RESULT');
});

const sha = (text) => createHash('sha256').update(text).digest('hex');
const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const NOW = 1_800_000_000_000;
const TERMS = {
  v: 1, typ: 'kith-job', jobId: 'j-1', op: 'RUN_JS', codeSha256: sha('return 1'), argsSha256: sha('{"a" : 1.0}'), totalUnits: 100, unitsPerShard: 10, totalShards: 10,
  timeoutMs: 0, maxResultBytes: 65536, isolation: 'JOB', iat: NOW - 1000, exp: NOW + 100_000,
};
const ed = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

function signed(terms, keys = ed, alg = 'EdDSA') {
  const text = `${b64({ alg })}.${b64(terms)}`;
  return `${text}.${sign(alg === 'EdDSA' ? null : 'sha256', Buffer.from(text), keys.privateKey).toString('base64url')}`;
}

function material(manifest) { return { job: 'j-1', manifest, code: 'return 1', args: '{"a" : 1.0}' }; }

async function keyOf(keys, alg, pin) {
  const spki = keys.publicKey.export({ type: 'spki', format: 'der' });
  return pinnedKey(spki.toString('base64'), alg, pin ?? createHash('sha256').update(spki).digest('base64url'));
}

test('work signed by the pinned key is taken, by either algorithm', async () => {
  assert.equal((await verified(await keyOf(ed, 'EdDSA'), material(signed(TERMS)), NOW)).totalShards, 10);
  assert.equal((await verified(await keyOf(rsa, 'RS256'), material(signed(TERMS, rsa, 'RS256')), NOW)).totalShards, 10);
});

test('a key other than the pinned one is refused', async () => {
  await assert.rejects(keyOf(ed, 'EdDSA', PIN), (e) => e instanceof Refused && e.hostile);
  await assert.rejects(keyOf(ed, 'HS256'), Refused);
});

test('whatever was changed, swapped or is over does not run', async () => {
  const key = await keyOf(ed, 'EdDSA');
  const good = material(signed(TERMS));
  const [header, payload, signature] = good.manifest.split('.');
  const hostile = {
    code: { ...good, code: 'return 2' },
    args: { ...good, args: '{"a":1.0}' },
    job: { ...good, job: 'j-2' },
    payload: { ...good, manifest: `${header}.${b64({ ...TERMS, totalShards: 11 })}.${signature}` },
    signature: { ...good, manifest: `${header}.${payload}.${signature.slice(0, -4)}AAAA` },
    'no signature': { ...good, manifest: `${header}.${payload}.` },
    'alg none': { ...good, manifest: `${b64({ alg: 'none' })}.${payload}.${signature}` },
    'other alg': { ...good, manifest: signed(TERMS, rsa, 'RS256') },
    'other key': { ...good, manifest: signed(TERMS, generateKeyPairSync('ed25519')) },
    'other type': { ...good, manifest: signed({ ...TERMS, typ: 'kith-card' }) },
    'no total': { ...good, manifest: signed({ ...TERMS, totalShards: undefined }) },
    'not base64': { ...good, manifest: '%.%.%' },
    'four parts': { ...good, manifest: `${good.manifest}.x` },
  };
  for (const [what, job] of Object.entries(hostile)) {
    await assert.rejects(verified(key, job, NOW), (e) => e instanceof Refused && e.hostile, what);
  }
  await assert.rejects(verified(key, good, NOW + 200_000), (e) => e instanceof Refused && !e.hostile);
});

test('shards beyond the signed total are refused', () => {
  checkRange(TERMS, { first: 9, count: 1 });
  for (const lease of [{ first: 10, count: 1 }, { first: 9, count: 2 }, { first: 0, count: 0 }]) assert.throws(() => checkRange(TERMS, lease), Refused);
});

test('the sandbox frame allows its one script by its hash', () => {
  const html = readFileSync(new URL('../worker/sandbox.html', import.meta.url), 'utf8');
  const script = /<script>([^]*)<\/script>/.exec(html)[1];
  assert.ok(html.includes(`'sha256-${createHash('sha256').update(script).digest('base64')}'`));
});

test('the chart forgets what is older than its seconds', () => {
  const t = tally(500);
  t.ran({ done: 7, partial: null, failure: null, computeMicros: 9, logs: [] }, { terms: TERMS });
  t.tick(3_700);
  assert.equal(t.perSecond.at(-4), 7);
  t.tick(10_000_000);
  assert.ok(t.perSecond.every((n) => n === 0));
  assert.deepEqual([t.shards, t.units, t.micros], [7, 70, 9]);
});

test('a browser that hides its device runs no more than two slots', () => {
  const clock = (step) => { let calls = 0; return () => Math.floor(++calls / 7) * step; };
  assert.equal(stepOf(clock(0.1)).toFixed(3), '0.100');
  assert.equal(stepOf(clock(100)), 100);
  assert.equal(stepOf(() => 5, 1000), Infinity);
  assert.equal(coresOf(8, 0.1), 8);
  assert.equal(coresOf(8, 16.67), 2);
  assert.equal(coresOf(8, Infinity), 2);
  assert.equal(coresOf(1, 100), 1);
  assert.equal(coresOf(undefined, 0.1), 1);
});
