// The volunteer's protocol against a node that does as the test says. Run: node --test webroot/test
import test from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { NotRun } from '../js/engine.js';
import { Volunteer } from '../js/volunteer.js';

const WALL = 1_800_000_000_000;
const sha = (text) => createHash('sha256').update(text).digest('hex');
const b64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function manifest(job, more = {}) {
  const terms = {
    v: 1, typ: 'kith-job', jobId: job, codeSha256: sha('return 1'), argsSha256: sha('null'), totalUnits: 100, unitsPerShard: 1, totalShards: 100,
    reducer: { type: 'reducer.count', field: '*' }, timeoutMs: 0, maxResultBytes: 1000, isolation: 'JOB', iat: WALL, exp: WALL + 1e6, ...more,
  };
  return `${b64({ alg: 'EdDSA' })}.${b64(terms)}.${Buffer.from('good').toString('base64url')}`;
}

/** A tab with a fake clock, node and engine; the signature check says what it is told. */
function rig() {
  const sockets = [];
  let now = 1_000;
  const engine = {
    runs: new Map(), cancelled: [], stopped: [],
    run: (job, block) => new Promise((resolve) => engine.runs.set(block.lease, { job, block, resolve })),
    cancel(lease) { engine.cancelled.push(lease); engine.runs.get(lease)?.resolve(null); engine.runs.delete(lease); },
    stop(lease) { engine.stopped.push(lease); },
    tick() {}, warmUp() {}, forget() {},
  };
  const volunteer = new Volunteer({
    worker: 'w-1', sign: async (text) => `signed ${text}`, engine,
    key: { alg: 'EdDSA', verify: async (signature) => Buffer.from(signature).toString() === 'good' },
    openSocket() {
      const socket = { sent: [], closed: false, send: (text) => socket.sent.push(JSON.parse(text)), close() { socket.closed = true; } };
      sockets.push(socket);
      return socket;
    },
    capability: {}, now: () => now, random: () => 0.5, onChange() {},
  });
  const r = {
    volunteer, engine, sockets,
    socket: () => sockets.at(-1),
    says: (message) => r.socket().onmessage({ data: JSON.stringify(message) }),
    drops: (code = 1006) => r.socket().onclose({ code, reason: '' }),
    sent: (type) => r.socket().sent.filter((m) => m.type === type),
    after(millis) { for (let left = millis; left > 0; left -= 200) { now += Math.min(200, left); volunteer.tick(); } },
    sleeps(millis) { now += millis; volunteer.tick(); },
    finish(lease, done = 2) { engine.runs.get(lease).resolve({ done, partial: { type: 'partial.counted' }, failure: null, computeMicros: 1, logs: [] }); engine.runs.delete(lease); return settled(); },
    async online(slots = 2) {
      volunteer.setSlots(slots);
      volunteer.start();
      await r.handshake();
      return r;
    },
    async handshake() {
      r.says({ type: 'to-tab.challenge', protocol: 'kith-volunteer-1', nonce: 'n' });
      await settled();
      r.says({ type: 'to-tab.welcome', worker: 'w-1', label: 'lab', beatMillis: 2500, silenceMillis: 8000, frameBytes: 262144, resultBytes: 65536 });
    },
    async job(id = 'j', more = {}) {
      r.says({ type: 'to-tab.job', job: id, manifest: manifest(id), code: 'return 1', args: 'null', more: 0, clock: WALL, ...more });
      await r.checked(id);
    },
    checked: (id) => until(() => {
      const job = volunteer.jobs.get(id);
      return !job || job.more > 0 || job.ready !== undefined;
    }),
    lease(lease, job = 'j', first = 0) { r.says({ type: 'to-tab.lease', lease, job, first, count: 2, attempt: 1, budgetMillis: 200, termMillis: 20_000 }); },
  };
  return r;
}

async function settled() { for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve)); }

/** @param {() => boolean} condition */
async function until(condition) {
  const end = Date.now() + 5_000;
  while (!condition()) {
    assert.ok(Date.now() < end, `within 5 s: ${condition}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('proves its key, and offers one more lease than it has slots', async () => {
  const r = await rig().online();
  const [hello] = r.sent('from-tab.hello');
  assert.equal(hello.signature, 'signed kith-volunteer-1|n|w-1');
  assert.equal(hello.credit, 3);
  assert.equal(r.volunteer.phase, 'online');
});

test('runs leases as slots are free, answers them, and beats meanwhile', async () => {
  const r = await rig().online();
  await r.job();
  for (const lease of ['1-1', '1-2', '1-3']) r.lease(lease);
  assert.deepEqual([...r.engine.runs.keys()], ['1-1', '1-2']);
  r.after(2_600);
  assert.deepEqual(r.sent('from-tab.beat').at(-1).held, ['1-1', '1-2', '1-3']);
  await r.finish('1-1');
  assert.ok(r.engine.runs.has('1-3'));
  assert.equal(r.sent('from-tab.done')[0].result.done, 2);
  r.says({ type: 'to-tab.outcome', lease: '1-1', verdict: 'ACCEPTED' });
  r.after(2_600);
  assert.deepEqual(r.sent('from-tab.beat').at(-1).held, ['1-2', '1-3']);
});

test('a job in pieces is put together before it is checked', async () => {
  const r = await rig().online();
  await r.job('j', { code: 'ret', args: '', more: 2 });
  r.lease('1-1');
  r.says({ type: 'to-tab.job-more', job: 'j', code: 'urn 1', args: '', more: 1 });
  r.says({ type: 'to-tab.job-more', job: 'j', code: '', args: 'null', more: 0 });
  await r.checked('j');
  assert.ok(r.engine.runs.has('1-1'));
});

test('nothing of a changed job runs, and the page stops', async () => {
  const r = await rig().online();
  await r.job('j', { code: 'return 2' });
  r.lease('1-1');
  await settled();
  assert.equal(r.engine.runs.size, 0);
  assert.equal(r.volunteer.phase, 'stopped');
  assert.match(r.volunteer.message, /not the code that was signed/);
  assert.equal(r.sockets[0].sent.at(-1).type, 'from-tab.bye');
});

test('nothing of an expired job runs, but others do', async () => {
  const r = await rig().online();
  await r.job('j', { manifest: manifest('j', { exp: WALL - 70_000 }) });
  r.lease('1-1');
  await r.job('k');
  r.lease('1-2', 'k');
  assert.deepEqual([...r.engine.runs.keys()], ['1-2']);
  await r.job('j', { manifest: manifest('j', { exp: WALL - 70_000 }) });
  assert.match(r.volunteer.message, /clock of its node/);
});

test('what cannot be run here goes back untouched with the reason, and after some of it nothing is asked for until a while later', async () => {
  const r = await rig().online();
  const expired = { manifest: manifest('j', { exp: WALL }) };
  for (let i = 1; i <= 3; i++) {
    r.says({ type: 'to-tab.job', job: 'j', code: 'return 1', args: 'null', more: 0, clock: WALL, ...expired });
    r.lease(`1-${i}`);
    await until(() => r.sent('from-tab.declined').length === i);
  }
  assert.equal(r.engine.runs.size, 0);
  assert.equal(r.sent('from-tab.done').length, 0);
  const [declined] = r.sent('from-tab.declined');
  assert.equal(declined.lease, '1-1');
  assert.equal(declined.why.reason, 'TERMS');
  assert.match(declined.why.text, /permission ended/);
  assert.equal(r.sent('from-tab.credit').at(-1).credit, 0);
  assert.match(r.volunteer.message, /permission ended/);
  r.after(2_200);
  assert.equal(r.sent('from-tab.credit').at(-1).credit, 1, 'one, to see');
  await r.job();
  r.lease('1-4');
  await r.finish('1-4');
  assert.equal(r.sent('from-tab.credit').at(-1).credit, 3);
  assert.equal(r.volunteer.message, '');
});

test('a rest grows, and is not longer for what goes back during it', async () => {
  const r = await rig().online();
  const rests = [];
  for (let round = 0; round < 7; round++) {
    r.lease(`1-${round}`, 'never');
    r.after(5_400);
    let rest = 0;
    while (r.sent('from-tab.credit').at(-1)?.credit === 0) { r.after(200); rest += 200; }
    rests.push(rest);
  }
  assert.deepEqual(rests.slice(0, 2), [0, 0]);
  assert.ok(rests.slice(3).every((rest, i) => rest > rests[i + 2] * 1.5), rests.join());
  r.lease('2-1', 'never');
  r.after(5_400);
  const until = r.volunteer.restUntil;
  r.lease('2-2', 'never');
  r.after(5_400);
  assert.equal(r.sent('from-tab.declined').length, 9);
  assert.equal(r.volunteer.restUntil, until);
});

test('the clock of the device says nothing about a job, however wrong it is', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: WALL + 600_000_000 });
  const r = await rig().online();
  await r.job();
  r.lease('1-1');
  assert.ok(r.engine.runs.has('1-1'));
});

test('a job whose permission ends while the tab has it is not run any more, and comes again with the next lease', async () => {
  const r = await rig().online();
  await r.job('j', { manifest: manifest('j', { exp: WALL + 30_000 }) });
  r.after(30_200);
  r.lease('1-1');
  assert.equal(r.engine.runs.size, 0);
  assert.equal(r.sent('from-tab.declined')[0].why.reason, 'TERMS');
  assert.equal(r.volunteer.jobs.size, 0);
});

test('where nothing can be run in, leases go back', async () => {
  const r = await rig().online();
  await r.job();
  r.lease('1-1');
  r.engine.runs.get('1-1').resolve(new NotRun('no sandbox'));
  await settled();
  assert.deepEqual(r.sent('from-tab.declined')[0].why, { reason: 'SANDBOX', text: 'no sandbox' });
  assert.equal(r.volunteer.leases.size, 0);
});

test('one controller that does not answer ends no connection that others use', async () => {
  const r = await rig().online();
  await r.job();
  r.lease('1-1');
  await r.finish('1-1');
  for (let i = 0; i < 10; i++) {
    r.after(3_000);
    r.says({ type: 'to-tab.revoke', lease: '9-9' });
  }
  assert.equal(r.volunteer.phase, 'online');
  assert.equal(r.sockets.length, 1);
  assert.equal(r.volunteer.results.size, 0);
});

test('a range beyond what was signed is refused', async () => {
  const r = await rig().online();
  await r.job();
  r.lease('1-1', 'j', 99);
  await settled();
  assert.equal(r.engine.runs.size, 0);
  assert.equal(r.volunteer.phase, 'stopped');
});

test('a lost connection comes back with what is held, and sends results again', async () => {
  const r = await rig().online();
  await r.job();
  r.lease('1-1');
  r.lease('1-2');
  await r.finish('1-1');
  r.drops();
  assert.equal(r.volunteer.phase, 'waiting');
  await r.finish('1-2');
  r.after(600);
  assert.equal(r.sockets.length, 2);
  await r.handshake();
  assert.deepEqual(r.sent('from-tab.hello')[0].held.sort(), ['1-1', '1-2']);
  assert.deepEqual(r.sent('from-tab.done').map((m) => m.lease).sort(), ['1-1', '1-2']);
});

test('retries wait longer and longer, up to ten seconds, but not once the network is back', async () => {
  const r = await rig().online();
  const waits = [];
  for (let i = 0; i < 9; i++) {
    r.drops();
    const before = r.sockets.length;
    let waited = 0;
    while (r.sockets.length === before) { r.after(200); waited += 200; }
    waits.push(waited);
  }
  assert.deepEqual(waits, [600, 1000, 1800, 3000, 5400, 9600, 10000, 10000, 10000]);
  r.drops();
  const before = r.sockets.length;
  r.volunteer.reconnectNow();
  assert.equal(r.sockets.length, before + 1);
});

test('after a long silence it begins anew: its leases have lapsed', async () => {
  const r = await rig().online();
  await r.job();
  r.lease('1-1');
  r.sleeps(60_000);
  assert.equal(r.volunteer.phase, 'waiting');
  r.after(600);
  await r.handshake();
  assert.deepEqual(r.sent('from-tab.hello')[0].held, []);
  assert.deepEqual(r.engine.cancelled, ['1-1']);
});

test('an unanswered result is sent again, then over a new connection', async () => {
  const r = await rig().online();
  await r.job();
  r.lease('1-1');
  await r.finish('1-1');
  r.after(13_000);
  assert.equal(r.sent('from-tab.done').length, 3);
  r.after(6_000);
  assert.ok(r.sockets[0].closed);
});

test('a pause takes nothing new, returns what waits and stops what runs', async () => {
  const r = await rig().online();
  await r.job();
  for (const lease of ['1-1', '1-2', '1-3']) r.lease(lease);
  r.volunteer.setPaused(true);
  assert.equal(r.sent('from-tab.credit').at(-1).credit, 0);
  assert.deepEqual(r.engine.stopped.sort(), ['1-1', '1-2']);
  assert.deepEqual(r.sent('from-tab.done').map((m) => [m.lease, m.result.done]), [['1-3', 0]]);
  r.volunteer.setPaused(false);
  assert.equal(r.sent('from-tab.credit').at(-1).credit, 3);
});

test('fewer cores stop what is too much', async () => {
  const r = await rig().online(3);
  await r.job();
  for (const lease of ['1-1', '1-2', '1-3']) r.lease(lease);
  r.volunteer.setSlots(1);
  assert.deepEqual(r.engine.stopped.sort(), ['1-2', '1-3']);
  assert.equal(r.sent('from-tab.credit').at(-1).credit, 2);
});

test('a lease that finds no slot goes back, and no more is asked for while nothing ends', async () => {
  const r = await rig().online(1);
  await r.job();
  r.lease('1-1');
  r.lease('1-2');
  r.after(5_400);
  assert.deepEqual(r.sent('from-tab.declined').map((m) => [m.lease, m.why.reason]), [['1-2', 'BUSY']]);
  assert.equal(r.sent('from-tab.credit').at(-1).credit, 1);
});

test('a revoked lease ends at once and is not answered', async () => {
  const r = await rig().online();
  await r.job();
  r.lease('1-1');
  r.says({ type: 'to-tab.revoke', lease: '1-1' });
  await settled();
  assert.deepEqual(r.engine.cancelled, ['1-1']);
  assert.equal(r.sent('from-tab.done').length, 0);
  r.lease('1-2');
  r.says({ type: 'to-tab.forget', job: 'j' });
  assert.deepEqual(r.engine.cancelled, ['1-1', '1-2']);
});

test('a revoked invite, another tab and a wrong node end it with a reason', async () => {
  for (const [act, words] of [
    [(r) => { r.says({ type: 'to-tab.problem', code: 1009, message: 'x' }); r.drops(1008); }, /revoked/],
    [(r) => r.drops(1012), /Another tab/],
  ]) {
    const r = await rig().online();
    act(r);
    assert.equal(r.volunteer.phase, 'stopped');
    assert.match(r.volunteer.message, words);
    r.after(30_000);
    assert.equal(r.sockets.length, 1);
  }
});

test('nonsense from the node ends the connection, not the page', async () => {
  const r = await rig().online();
  r.socket().onmessage({ data: '{"type":"to-tab.lease"}' });
  assert.equal(r.volunteer.phase, 'waiting');
});
