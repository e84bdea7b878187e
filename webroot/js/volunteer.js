// @ts-check
// A volunteer's side of the protocol: connection, leases, results. No DOM and no timers: `tick()` is called a few times a second
// by a worker that background throttling leaves alone, so that a hidden tab goes on saying that it is alive.

import * as protocol from './protocol.js';
import { NotRun } from './engine.js';
import { Refused, checkRange, verified } from './manifest.js';
import { tally } from './tally.js';

/**
 * @typedef {import('./manifest.js').Terms} Terms
 * @typedef {import('./manifest.js').Key} Key
 * @typedef {import('./engine.js').Engine} Engine
 * @typedef {import('./engine.js').Job} ReadyJob
 * @typedef {{readyState?: number, send: (text: string) => void, close: (code?: number) => void, onopen: any, onmessage: any, onclose: any}} Socket
 * @typedef {'connecting' | 'online' | 'waiting' | 'stopped'} Phase
 * @typedef {{material: {job: string, manifest: string, code: string, args: string, clock: number}, more: number, ready?: ReadyJob, until?: number}} KnownJob
 *   until: by the tab's monotonic clock; then its terms have expired
 * @typedef {{lease: import('./protocol.js').Lease, startedAt: number | undefined, gotAt: number}} HeldLease
 * @typedef {{text: string, sentAt: number, tries: number}} Unanswered
 */

const RETRY_FIRST_MILLIS = 500;
const RETRY_FACTOR = 1.8;
const RETRY_MOST_MILLIS = 10_000;
const HANDSHAKE_MILLIS = 15_000;
/** A result that got no answer is sent again after this long, and after so many times over a new connection. */
const ANSWER_MILLIS = 6_000;
const ANSWER_TRIES = 3;
/** A block may take this long to end by itself when its owner pauses; well within the second that is promised. */
const STOP_MILLIS = 400;
/** A lease that found no slot in this time goes back. */
const QUEUE_MILLIS = 5_000;
/** So many leases given back in a row because nothing can be run, and the tab asks for none for a while, each time longer. */
const DECLINES_PATIENCE = 3;
const REST_FIRST_MILLIS = 2_000;
const REST_MOST_MILLIS = 300_000;
const JOBS_MAX = 128;
const MATERIAL_CHARS = 2 << 20;
/** `WebSocket.OPEN` */
const OPEN = 1;
const UNTOUCHED = Object.freeze({ done: 0, partial: null, failure: null, computeMicros: 0, logs: [] });

const WHY = {
  [protocol.CODE.GONE]: 'The invite was revoked or has ended. Ask for a new link.',
  [protocol.CODE.UNAUTHORIZED]: 'This node does not know this browser any more. Ask for a new link.',
  [protocol.CODE.NOT_FOUND]: 'This node does not know this browser any more. Ask for a new link.',
  [protocol.CODE.FORBIDDEN]: 'This node does not let this browser help.',
};

export class Volunteer {
  /**
   * @param {{worker: string, sign: (text: string) => Promise<string>, key: Key, engine: Engine, openSocket: () => Socket,
   *   capability: import('./protocol.js').Capability, now: () => number, random: () => number,
   *   onChange: () => void}} ties now never goes back
   */
  constructor(ties) {
    this.ties = ties;
    this.engine = ties.engine;
    /** @type {Phase} */
    this.phase = 'waiting';
    /** For people: why it is not working, if it is not. */
    this.message = '';
    this.label = '';
    /** Whether the node wants nothing more to do with this membership. */
    this.unwelcome = false;
    this.paused = false;
    this.slots = 1;
    this.tally = tally(ties.now());
    /** @type {Socket | undefined} */
    this.socket = undefined;
    /** @type {import('./protocol.js').Welcome | undefined} of the present connection, or the last one */
    this.welcome = undefined;
    this.toldCredit = -1;
    this.retryAfter = RETRY_FIRST_MILLIS;
    this.retryAt = 0;
    this.since = 0;
    this.lastTick = ties.now();
    this.lastContact = ties.now();
    this.heardAt = ties.now();
    this.beatAt = 0;
    this.declines = 0;
    this.restUntil = 0;
    /** Why it can't run anything, for people; empty if it can. */
    this.unfit = '';
    /** @type {Map<string, KnownJob>} */
    this.jobs = new Map();
    /** @type {Map<string, HeldLease>} */
    this.leases = new Map();
    /** @type {Map<string, Unanswered>} */
    this.results = new Map();
  }

  start() { this.#connect(); }

  /** How many slots may work now; 0 for none. */
  get limit() { return this.paused ? 0 : this.slots; }

  /** The leases that run now. */
  get running() { return [...this.leases.values()].filter((held) => held.startedAt !== undefined); }

  /** Jobs of which something runs now. @returns {ReadyJob[]} */
  get runningJobs() {
    const ids = new Set(this.running.map((held) => held.lease.job));
    return [...ids].flatMap((id) => this.jobs.get(id)?.ready ?? []);
  }

  /** @param {number} slots */
  setSlots(slots) {
    this.slots = Math.max(0, Math.min(protocol.SLOTS_MAX - 1, slots));
    this.#applyLimit();
  }

  /** @param {boolean} paused */
  setPaused(paused) {
    this.paused = paused;
    this.#applyLimit();
  }

  /** Ends for good: what it holds goes to others at once. @param {string} message why, for people */
  stop(message) {
    if (this.phase === 'stopped') return;
    const { socket } = this;
    if (this.phase === 'online') this.#send(protocol.bye());
    this.phase = 'stopped';
    this.message = message;
    this.socket = undefined;
    socket?.close(1000);
    this.#dropAll();
    this.ties.onChange();
  }

  /** The network is back: don't wait any longer. */
  reconnectNow() {
    if (this.phase === 'waiting') this.#connect();
  }

  tick() {
    const now = this.ties.now();
    const slept = now - this.lastTick > (this.welcome?.silenceMillis ?? Infinity);
    this.lastTick = now;
    this.engine.tick();
    this.tally.tick(now);
    switch (this.phase) {
      case 'waiting':
        if (now >= this.retryAt) this.#connect();
        break;
      case 'connecting':
        if (now - this.since > HANDSHAKE_MILLIS) this.#reconnect('The node does not answer.');
        break;
      case 'online':
        if (slept) this.#reconnect('This device was asleep.');
        else this.#work(now);
        break;
      case 'stopped':
    }
    this.ties.onChange();
  }

  #work(now) {
    this.engine.warmUp();
    this.#returnStuck(now);
    this.#tellCredit();
    for (const [lease, result] of this.results) {
      if (now - result.sentAt < ANSWER_MILLIS) continue;
      if (result.tries >= ANSWER_TRIES && now - this.heardAt > ANSWER_MILLIS) {
        this.#reconnect('The node does not answer.');
        return;
      }
      if (result.tries >= ANSWER_TRIES) {
        this.results.delete(lease); // whoever gave it does not answer, others do: it has lapsed by now
        continue;
      }
      this.#sendResult(lease, result);
    }
    if (now >= this.beatAt) this.#beat(now);
  }

  #beat(now) {
    this.beatAt = now + (this.welcome?.beatMillis ?? 0);
    this.#send(protocol.beat(this.#held()));
    this.lastContact = now;
  }

  #held() { return [...this.leases.keys(), ...this.results.keys()].slice(0, 2 * protocol.SLOTS_MAX); }

  #connect() {
    this.phase = 'connecting';
    this.since = this.ties.now();
    const socket = this.ties.openSocket();
    this.socket = socket;
    socket.onmessage = (/** @type {{data: any}} */ event) => {
      if (this.socket === socket) this.#received(event.data);
    };
    socket.onclose = (/** @type {{code: number, reason: string}} */ event) => {
      if (this.socket === socket) this.#closed(event.code);
    };
    this.ties.onChange();
  }

  /** @param {number} code */
  #closed(code) {
    if (code === 1012) this.stop('Another tab of this browser has taken over. This one can be closed.');
    else if (code === 1008) this.stop(this.message || 'The node turned this browser away.');
    else this.#reconnect(this.phase === 'online' ? 'The connection was lost.' : this.message || 'The node can’t be reached.');
  }

  /** @param {string} message */
  #reconnect(message) {
    const { socket } = this;
    this.socket = undefined;
    socket?.close();
    this.phase = 'waiting';
    this.message = message;
    this.retryAt = this.ties.now() + this.retryAfter * (0.8 + 0.4 * this.ties.random());
    this.retryAfter = Math.min(RETRY_MOST_MILLIS, this.retryAfter * RETRY_FACTOR);
    this.ties.onChange();
  }

  /** @param {string} text */
  #received(text) {
    this.heardAt = this.ties.now();
    /** @type {import('./protocol.js').ToTab} */
    let message;
    try {
      message = protocol.parse(text);
    } catch (thrown) {
      this.#reconnect(/** @type {Error} */ (thrown).message);
      return;
    }
    switch (message.type) {
      case 'to-tab.challenge': this.#answer(message); break;
      case 'to-tab.welcome': this.#welcomed(message); break;
      case 'to-tab.job': this.#jobArrives({ material: message, more: message.more }); break;
      case 'to-tab.job-more': this.#jobGoesOn(message); break;
      case 'to-tab.lease': this.#leased(message); break;
      case 'to-tab.revoke': this.#revoked(message.lease); break;
      case 'to-tab.forget': this.#forget(message.job); break;
      case 'to-tab.outcome': this.#outcome(message); break;
      case 'to-tab.problem': this.#problem(message); break;
    }
  }

  /** @param {import('./protocol.js').Challenge} challenge */
  async #answer(challenge) {
    const { socket } = this;
    if (challenge.protocol !== protocol.PROTOCOL) {
      this.stop(`This page speaks ${protocol.PROTOCOL}, the node speaks ${challenge.protocol}. Reload the page.`);
      return;
    }
    const signature = await this.ties.sign(protocol.challengeText(challenge.nonce, this.ties.worker));
    if (this.socket !== socket) return;
    if (this.welcome && this.ties.now() - this.lastContact > this.welcome.silenceMillis) this.#dropAll(); // all of it has lapsed
    this.toldCredit = this.#credit();
    this.#send(protocol.hello(this.ties.worker, signature, this.ties.capability, this.toldCredit, this.#held()));
  }

  /** @param {import('./protocol.js').Welcome} welcome */
  #welcomed(welcome) {
    this.welcome = welcome;
    this.label = welcome.label;
    this.phase = 'online';
    this.message = '';
    this.retryAfter = RETRY_FIRST_MILLIS;
    this.lastContact = this.ties.now();
    this.beatAt = this.ties.now() + welcome.beatMillis;
    for (const [lease, result] of this.results) this.#sendResult(lease, { ...result, tries: 0 });
    this.#tellCredit();
    this.ties.onChange();
  }

  /** @param {import('./protocol.js').Problem} problem */
  #problem(problem) {
    this.message = WHY[problem.code] ?? problem.message;
    this.unwelcome = problem.code in WHY;
    if (this.phase === 'connecting' && WHY[problem.code]) this.stop(WHY[problem.code]);
    else this.ties.onChange();
  }

  /** @param {KnownJob} arriving */
  #jobArrives(arriving) {
    const { material } = arriving;
    const job = { material: { job: material.job, manifest: material.manifest, code: material.code, args: material.args, clock: material.clock }, more: arriving.more };
    const before = this.jobs.get(material.job);
    this.jobs.delete(material.job);
    if (this.jobs.size >= JOBS_MAX) this.#forget(this.jobs.keys().next().value ?? '');
    this.jobs.set(material.job, job);
    if (job.more === 0) this.#check(job, before);
  }

  /** @param {import('./protocol.js').JobMore} more */
  #jobGoesOn(more) {
    const job = this.jobs.get(more.job);
    if (!job || job.more !== more.more + 1 || job.material.code.length + job.material.args.length > MATERIAL_CHARS) {
      this.#reconnect('The node sent a job in the wrong order.');
      return;
    }
    job.material.code += more.code;
    job.material.args += more.args;
    job.more = more.more;
    if (job.more === 0) this.#check(job, undefined);
  }

  /** @param {KnownJob} job @param {KnownJob | undefined} before what was known under its id */
  async #check(job, before) {
    const { material } = job;
    if (before?.ready && before.material.manifest === material.manifest && before.material.code === material.code && before.material.args === material.args) {
      job.ready = before.ready;
      this.#validUntil(job);
      this.#pump();
      return;
    }
    if (before) this.engine.forget(material.job);
    const arrivedAt = this.ties.now();
    try {
      const terms = await verified(this.ties.key, material, material.clock);
      job.ready = { key: material.job, terms, code: material.code, args: material.args };
      this.#validUntil(job, arrivedAt);
    } catch (thrown) {
      this.#refuse(thrown);
      this.#cannotRun(job, 'TERMS', thrown);
    }
    this.#pump();
  }

  /** The device's clock may be wrong, so time is counted from the node's. @param {KnownJob} job @param {number} [arrivedAt] */
  #validUntil(job, arrivedAt = this.ties.now()) {
    if (job.ready) job.until = arrivedAt + job.ready.terms.exp - job.material.clock;
  }

  /** @param {KnownJob} job @param {'TERMS' | 'MATERIAL'} reason @param {unknown} why */
  #cannotRun(job, reason, why) {
    const id = job.material.job;
    if (this.jobs.get(id) === job) this.jobs.delete(id);
    for (const held of [...this.leases.values()]) {
      if (held.lease.job === id && held.startedAt === undefined) this.#decline(held, reason, why instanceof Error ? why.message : String(why));
    }
  }

  /**
   * It goes back untouched: others may be able to run it.
   * @param {HeldLease} held @param {'MATERIAL' | 'TERMS' | 'SANDBOX' | 'BUSY'} reason @param {string} text
   */
  #decline(held, reason, text) {
    this.leases.delete(held.lease.lease);
    if (this.phase !== 'online') return; // no longer named in a beat, it lapses
    this.#send(protocol.declined(held.lease.lease, reason, text));
    if (reason !== 'BUSY') this.#gaveBack(text);
  }

  /** @param {string} why */
  #gaveBack(why) {
    const now = this.ties.now();
    this.unfit = why;
    this.message = why;
    if (now < this.restUntil) return; // several at once count once
    this.declines = Math.min(this.declines + 1, DECLINES_PATIENCE + 20);
    if (this.declines >= DECLINES_PATIENCE) {
      this.restUntil = now + Math.min(REST_MOST_MILLIS, REST_FIRST_MILLIS * 2 ** (this.declines - DECLINES_PATIENCE));
    }
    this.#tellCredit();
    this.ties.onChange();
  }

  #isFit() {
    this.declines = 0;
    this.restUntil = 0;
    if (this.unfit) this.message = '';
    this.unfit = '';
    this.#tellCredit();
  }

  /** @param {unknown} thrown */
  #refuse(thrown) {
    if (thrown instanceof Refused) this.tally.refused++;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    if (thrown instanceof Refused && thrown.hostile) this.stop(`${message} Nothing of it was run, and this page has stopped.`);
    else this.message = `${message} Nothing of it was run.`;
    this.ties.onChange();
  }

  /** @param {import('./protocol.js').Lease} lease */
  #leased(lease) {
    if (this.leases.size >= 2 * protocol.SLOTS_MAX || this.results.has(lease.lease) || this.leases.has(lease.lease)) return;
    this.leases.set(lease.lease, { lease, startedAt: undefined, gotAt: this.ties.now() });
    this.#pump();
  }

  /** Starts what can start. */
  #pump() {
    let free = this.limit - this.running.length;
    for (const held of [...this.leases.values()]) {
      const job = this.jobs.get(held.lease.job);
      if (held.startedAt === undefined && job?.until !== undefined && this.ties.now() >= job.until) this.#cannotRun(job, 'TERMS', 'The job\'s permission has ended.');
      else if (held.startedAt === undefined && job?.ready && free > 0) {
        free--;
        this.#run(held, job.ready);
      }
    }
    this.ties.onChange();
  }

  /** @param {HeldLease} held @param {ReadyJob} job */
  async #run(held, job) {
    const { lease } = held;
    try {
      checkRange(job.terms, lease);
    } catch (thrown) {
      this.leases.delete(lease.lease);
      this.#refuse(thrown);
      return;
    }
    held.startedAt = this.ties.now();
    const result = await this.engine.run(job, { ...lease, endsAt: held.gotAt + lease.termMillis });
    if (result instanceof NotRun) {
      if (this.leases.get(lease.lease) === held) this.#decline(held, 'SANDBOX', result.message);
      this.#pump();
      return;
    }
    this.leases.delete(lease.lease);
    if (result) {
      this.#isFit();
      this.tally.ran(result, job);
      this.#answerLease(lease.lease, result);
    }
    this.#pump();
  }

  /** @param {string} lease @param {import('./protocol.js').BlockResult} result */
  #answerLease(lease, result) {
    if (this.phase === 'stopped') return;
    const text = protocol.done(lease, result, this.welcome?.frameBytes ?? 0);
    this.#sendResult(lease, { text, sentAt: 0, tries: 0 });
  }

  /** @param {string} lease @param {Unanswered} result */
  #sendResult(lease, result) {
    const online = this.phase === 'online';
    this.results.set(lease, { text: result.text, sentAt: this.ties.now(), tries: result.tries + (online ? 1 : 0) });
    if (online) this.#send(result.text);
  }

  /** @param {import('./protocol.js').Outcome} outcome */
  #outcome(outcome) {
    this.results.delete(outcome.lease);
    this.lastContact = this.ties.now();
    this.tally.answered(outcome.verdict);
  }

  /** @param {string} lease */
  #revoked(lease) {
    this.leases.delete(lease);
    this.results.delete(lease);
    this.engine.cancel(lease);
    this.#pump();
  }

  /** @param {string} id */
  #forget(id) {
    this.jobs.delete(id);
    for (const held of [...this.leases.values()]) if (held.lease.job === id) this.#revoked(held.lease.lease);
    this.engine.forget(id);
  }

  #applyLimit() {
    const excess = this.running.length - this.limit;
    if (excess > 0) for (const held of this.running.slice(-excess)) this.engine.stop(held.lease.lease, STOP_MILLIS);
    const waiting = [...this.leases.values()].filter((held) => held.startedAt === undefined);
    for (const held of waiting.slice(this.limit > 0 ? 1 : 0)) this.#handBack(held);
    this.#tellCredit();
    this.#pump();
  }

  /** @param {HeldLease} held */
  #handBack(held) {
    this.leases.delete(held.lease.lease);
    this.#answerLease(held.lease.lease, UNTOUCHED);
  }

  /** Leases that wait behind blocks that don't end, or for code that does not come. @param {number} now */
  #returnStuck(now) {
    for (const held of [...this.leases.values()]) {
      if (held.startedAt !== undefined || now - held.gotAt <= QUEUE_MILLIS) continue;
      if (this.jobs.get(held.lease.job)?.ready) this.#decline(held, 'BUSY', 'All cores are taken.');
      else this.#decline(held, 'MATERIAL', 'The code of a job did not come in time.');
    }
  }

  /** One more than the slots hides the way to the node and back; but not while no block ends. */
  #credit() {
    const now = this.ties.now();
    if (this.limit === 0 || now < this.restUntil) return 0;
    if (this.declines >= DECLINES_PATIENCE) return 1; // one, to see whether it can be run now
    const stuck = this.running.length >= this.limit
      && this.running.every((held) => now - (held.startedAt ?? now) > held.lease.budgetMillis + QUEUE_MILLIS / 2);
    return this.limit + (stuck ? 0 : 1);
  }

  #tellCredit() {
    const credit = this.#credit();
    if (this.phase !== 'online' || credit === this.toldCredit) return;
    this.toldCredit = credit;
    this.#send(protocol.credit(credit));
  }

  #dropAll() {
    const ids = [...this.leases.keys()];
    this.leases.clear();
    this.results.clear();
    for (const lease of ids) this.engine.cancel(lease);
  }

  /** @param {string} text */
  #send(text) {
    if (this.socket && (this.socket.readyState ?? OPEN) === OPEN) this.socket.send(text);
  }
}
