// @ts-check
// Runs leased blocks in sandboxed workers. No DOM: it is given a way to open a worker and a clock, and is told when time passes.
// One worker runs one block at a time, and blocks of one job only; a block that hangs loses its worker, never its neighbours.

import { checkedPartial, clip } from './partial.js';

/**
 * @typedef {import('./manifest.js').Terms} Terms
 * @typedef {import('./protocol.js').BlockResult} BlockResult
 * @typedef {{key: string, terms: Terms, code: string, args: string}} Job
 * @typedef {{lease: string, first: number, count: number, attempt: number, budgetMillis: number, endsAt?: number}} Block
 *   endsAt: by the engine's clock; then its lease is over whatever becomes of it
 * @typedef {{postMessage: (message: any) => void, onmessage: ((event: {data: any}) => void) | null, close: () => void}} Port
 * @typedef {{port: Port, terminate: () => void}} Worker a worker with the runtime in it, which has not been given a job yet
 * @typedef {{worker: Worker, job: string, spent: boolean}} Slot
 * @typedef {{done: number, partial: string | null, failure: any, micros: number, logs: string[], spent: boolean}} Step
 */

/** A worker says at most this often which shard it is at. */
export const PROGRESS_MILLIS = 20;
/** What the clock, the messages and a busy machine may take beyond a time-out. */
const GRACE_MILLIS = 150;
const LOG_LINES = 160;
/** A worker that has not begun so long after it was told to never will. */
const START_MILLIS = 8_000;
/** A block is ended so long before its lease is, so that what is done still counts. */
const BEFORE_END_MILLIS = 2_000;

/** Why a block was not run, if that was no fault of its code. */
export class NotRun {
  /** @param {string} message for people */
  constructor(message) { this.message = message; }
}

/** One block on its way: what of it is done, and which shard is running. */
class Run {
  /** @param {Job} job @param {Block} block @param {number} now @param {(result: BlockResult | NotRun | null) => void} resolve */
  constructor(job, block, now, resolve) {
    this.job = job;
    this.block = block;
    this.resolve = resolve;
    this.startedAt = now;
    /** @type {Slot | undefined} */
    this.slot = undefined;
    this.done = 0;
    /** @type {string | null} */
    this.partial = null;
    this.micros = 0;
    /** @type {string[]} */
    this.logs = [];
    /** Shards go one by one from here on, because one of them hung or brought the sandbox down. */
    this.oneByOneFrom = job.terms.isolation === 'SHARD' ? 0 : Infinity;
    this.troubled = false;
    /** The shard that the worker named last, counted within the block, and when. */
    this.at = 0;
    this.atSince = Infinity;
    this.stopAt = Infinity;
    this.endsAt = block.endsAt ?? Infinity;
    /** When a worker was told to begin, until it says that it has. */
    this.toldAt = Infinity;
  }
}

export class Engine {
  /**
   * @param {{open: () => Worker, now: () => number}} host
   *   `open` is free to give a worker that starts up while messages to it wait
   */
  constructor(host) {
    this.host = host;
    /** @type {Map<string, Run>} by lease */
    this.runs = new Map();
    /** @type {Slot[]} warm, by the job they last ran */
    this.idle = [];
    /** @type {Worker | undefined} opened ahead, so that a new job or a time-out does not wait for it */
    this.spare = undefined;
  }

  get running() { return this.runs.size; }

  /** Opens a worker ahead. */
  warmUp() { this.spare ??= this.host.open(); }

  /**
   * @param {Job} job
   * @param {Block} block
   * @returns {Promise<BlockResult | NotRun | null>} null if it was cancelled
   */
  run(job, block) {
    return new Promise((resolve) => {
      const run = new Run(job, block, this.host.now(), resolve);
      this.runs.set(block.lease, run);
      this.#step(run);
    });
  }

  /** Ends a block at once. @param {string} lease */
  cancel(lease) {
    const run = this.runs.get(lease);
    if (!run) return;
    this.#discard(run);
    this.#end(run, null);
  }

  /** Lets a block end by itself for a moment, then hands back what is not done. @param {string} lease @param {number} millis */
  stop(lease, millis) {
    const run = this.runs.get(lease);
    if (run) run.stopAt = Math.min(run.stopAt, this.host.now() + millis);
  }

  /** Call a few times a second. */
  tick() {
    const now = this.host.now();
    for (const run of [...this.runs.values()]) {
      const limit = run.job.terms.timeoutMs;
      const over = now >= run.endsAt - BEFORE_END_MILLIS;
      const idle = run.toldAt !== Infinity && run.done === 0;
      if (now - run.toldAt > START_MILLIS || (over && idle)) {
        this.#discard(run);
        this.#end(run, new NotRun('This browser opens no sandbox to run code in.'));
      } else if (over || now >= run.stopAt) {
        this.#discard(run);
        this.#finish(run, null);
      } else if (limit > 0 && now - run.atSince > limit + PROGRESS_MILLIS + GRACE_MILLIS) {
        this.#trouble(run, 'TIMEOUT', `timed out after ${limit} ms`);
      }
    }
  }

  /** The frame with all workers is gone. What ran goes on in a new one, shard by shard, to find out which one it was. */
  crashed() {
    this.idle = [];
    this.spare = undefined;
    for (const run of [...this.runs.values()]) {
      this.#trouble(run, 'MEMORY', 'the sandbox died: most likely the code wanted more memory than there is');
    }
  }

  /** Drops warm workers of a job. @param {string} job */
  forget(job) {
    for (const slot of this.idle.filter((idle) => idle.job === job)) slot.worker.terminate();
    this.idle = this.idle.filter((idle) => idle.job !== job);
  }

  /** Ends everything. */
  close() {
    for (const run of [...this.runs.values()]) this.cancel(run.block.lease);
    for (const slot of this.idle) slot.worker.terminate();
    this.spare?.terminate();
    this.idle = [];
    this.spare = undefined;
  }

  /** @param {Run} run */
  #step(run) {
    const now = this.host.now();
    run.at = run.done;
    run.toldAt = now;
    run.atSince = Infinity; // until it says that it has begun: a worker that starts up on a busy machine is no slow shard
    run.slot = this.#slotFor(run);
    const oneByOne = run.done >= run.oneByOneFrom;
    const count = oneByOne ? run.done + 1 : Math.min(run.block.count, run.oneByOneFrom);
    const budgetMs = Math.max(0, run.block.budgetMillis - (now - run.startedAt));
    run.slot.worker.port.postMessage({
      run: { first: run.block.first, count, budgetMs: run.troubled ? 1e9 : budgetMs, attempt: run.block.attempt, carry: run.partial ?? '', carried: run.done },
    });
  }

  /** @param {Run} run @returns {Slot} */
  #slotFor(run) {
    const fresh = run.job.terms.isolation === 'SHARD';
    const warm = fresh ? -1 : this.idle.findIndex((slot) => slot.job === run.job.key);
    const slot = warm >= 0 ? this.idle.splice(warm, 1)[0] : this.#newSlot(run.job);
    slot.worker.port.onmessage = (event) => this.#heard(run, slot, event.data);
    return slot;
  }

  /** @param {Job} job @returns {Slot} */
  #newSlot(job) {
    this.idle.shift()?.worker.terminate(); // a warm worker of another job: it makes room
    const worker = this.spare ?? this.host.open();
    this.spare = undefined;
    const { terms } = job;
    worker.port.postMessage({
      job: {
        key: job.key, code: job.code, argsJson: job.args, reducerJson: terms.reducer ? JSON.stringify(terms.reducer) : '',
        totalShards: terms.totalShards, totalUnits: terms.totalUnits, unitsPerShard: terms.unitsPerShard, maxResultBytes: terms.maxResultBytes,
      },
    });
    return { worker, job: job.key, spent: false };
  }

  /** @param {Run} run @param {Slot} slot @param {any} message from the sandbox: job code may have forged it */
  #heard(run, slot, message) {
    if (run.slot !== slot || this.runs.get(run.block.lease) !== run) return;
    run.toldAt = Infinity;
    if (Number.isSafeInteger(message?.at)) {
      run.at = Math.max(run.at, Math.min(message.at, run.block.count - 1));
      run.atSince = this.host.now();
    } else if (message?.step) {
      this.#stepped(run, slot, message.step);
    }
  }

  /** @param {Run} run @param {Slot} slot @param {any} step */
  #stepped(run, slot, step) {
    const good = checkedStep(step, run);
    run.slot = undefined;
    if (good.spent || run.job.terms.isolation === 'SHARD') slot.worker.terminate();
    else this.idle.push(slot);
    const advanced = good.done > run.done;
    run.done = good.done;
    if (run.troubled && run.done === run.oneByOneFrom) run.startedAt = this.host.now();
    run.partial = good.partial;
    run.micros += good.micros;
    run.logs = run.logs.concat(good.logs).slice(0, LOG_LINES);
    const over = good.failure || run.done >= run.block.count || !advanced || this.host.now() >= run.stopAt
      || (!(run.troubled && run.done <= run.oneByOneFrom) && this.host.now() - run.startedAt >= run.block.budgetMillis);
    if (over) this.#finish(run, good.failure);
    else this.#step(run);
  }

  /** A shard hung or brought the sandbox down. @param {Run} run @param {string} kind @param {string} message */
  #trouble(run, kind, message) {
    const known = run.block.count === 1 || run.done >= run.oneByOneFrom;
    this.#discard(run);
    if (known) {
      this.#finish(run, { kind, message, stack: '', logs: [] });
      return;
    }
    if (run.endsAt - BEFORE_END_MILLIS - this.host.now() < run.block.budgetMillis + run.job.terms.timeoutMs + GRACE_MILLIS) {
      // No time to find out which one it was: the controller gives it out again in halves, until it stands alone.
      this.#finish(run, { kind: 'CRASH', message, stack: '', logs: [] });
      return;
    }
    // What ran before the named shard is run again as a whole, then one by one: then it is certain which shard it was.
    run.oneByOneFrom = run.troubled ? run.done : run.at;
    run.troubled = true;
    run.startedAt = this.host.now(); // the search has a budget of its own
    this.#step(run);
  }

  /** @param {Run} run */
  #discard(run) {
    run.slot?.worker.terminate();
    run.slot = undefined;
  }

  /** @param {Run} run @param {any} failure */
  #finish(run, failure) {
    this.#end(run, {
      done: run.done, partial: run.partial === null ? null : JSON.parse(run.partial), failure, computeMicros: run.micros, logs: run.logs,
    });
  }

  /** @param {Run} run @param {BlockResult | NotRun | null} result */
  #end(run, result) {
    this.runs.delete(run.block.lease);
    run.resolve(result);
  }
}

/**
 * What a worker says is checked: job code that got out of its realm could say anything.
 * @param {any} step @param {Run} run @returns {Step}
 */
function checkedStep(step, run) {
  try {
    const done = step.done;
    if (!Number.isSafeInteger(done) || done < run.done || done > run.block.count || (done > 0) !== (step.partial !== null)) throw new TypeError('done');
    const partial = step.partial === null ? null : checkedPartial(String(step.partial), run.job.terms.reducer ?? null, done);
    const failure = step.failure ? checkedFailure(step.failure) : null;
    return { done, partial, failure, micros: micros(step.micros), logs: lines(step.logs), spent: step.spent === true };
  } catch {
    const failure = { kind: 'ERROR', message: 'the sandbox gave an answer that makes no sense', stack: '', logs: [] };
    return { done: run.done, partial: run.partial, failure, micros: 0, logs: [], spent: true };
  }
}

const KINDS = new Set(['ERROR', 'TIMEOUT', 'MEMORY', 'RESULT', 'NEVER_SETTLED', 'REDUCER', 'CRASH']);

/** @param {any} failure */
function checkedFailure(failure) {
  return {
    kind: KINDS.has(failure.kind) ? failure.kind : 'ERROR', message: clip(String(failure.message), 2000), stack: clip(String(failure.stack), 8000),
    logs: lines(failure.logs),
  };
}

/** @param {any} value @returns {string[]} */
function lines(value) { return Array.isArray(value) ? value.slice(0, LOG_LINES).map((line) => clip(String(line), 280)) : []; }

/** @param {any} value */
function micros(value) { return Number.isSafeInteger(value) && value >= 0 ? value : 0; }
