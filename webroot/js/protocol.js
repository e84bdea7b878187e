// @ts-check
// Messages between a volunteer's tab and a node, version kith-volunteer-1. The other side is `dev.kith.message.FromTab` and
// `ToTab`; bytes and order are in docs/volunteer-protocol.md.

/**
 * @typedef {{type: 'to-tab.challenge', protocol: string, nonce: string}} Challenge
 * @typedef {{type: 'to-tab.welcome', worker: string, label: string, beatMillis: number, silenceMillis: number, frameBytes: number, resultBytes: number}} Welcome
 * @typedef {{type: 'to-tab.job', job: string, manifest: string, code: string, args: string, more: number, clock: number}} Job
 * @typedef {{type: 'to-tab.job-more', job: string, code: string, args: string, more: number}} JobMore
 * @typedef {{type: 'to-tab.lease', lease: string, job: string, first: number, count: number, attempt: number, budgetMillis: number, termMillis: number}} Lease
 * @typedef {{type: 'to-tab.revoke', lease: string}} Revoke
 * @typedef {{type: 'to-tab.forget', job: string}} Forget
 * @typedef {{type: 'to-tab.outcome', lease: string, verdict: 'ACCEPTED' | 'LATE' | 'REFUSED'}} Outcome
 * @typedef {{type: 'to-tab.problem', code: number, message: string}} Problem
 * @typedef {Challenge | Welcome | Job | JobMore | Lease | Revoke | Forget | Outcome | Problem} ToTab
 *
 * @typedef {{label: string, engine: string, platform: string, cores: number, memoryMegabytes: number, isolation: string}} Capability
 * @typedef {{kind: string, message: string, stack: string, logs: string[]}} ShardFailure
 * @typedef {{done: number, partial: unknown, failure: ShardFailure | null, computeMicros: number, logs: string[]}} BlockResult
 */

export const PROTOCOL = 'kith-volunteer-1';

/** Most slots that a worker may have. */
export const SLOTS_MAX = 64;

/** `ErrorCode` of the node that a tab acts upon. */
export const CODE = Object.freeze({ UNAUTHORIZED: 1002, NOT_FOUND: 1004, FORBIDDEN: 1006, RATE_LIMITED: 1008, GONE: 1009 });

/** @type {Record<string, Record<string, 'string' | 'count'>>} */
const FIELDS = {
  'to-tab.challenge': { protocol: 'string', nonce: 'string' },
  'to-tab.welcome': { worker: 'string', label: 'string', beatMillis: 'count', silenceMillis: 'count', frameBytes: 'count', resultBytes: 'count' },
  'to-tab.job': { job: 'string', manifest: 'string', code: 'string', args: 'string', more: 'count', clock: 'count' },
  'to-tab.job-more': { job: 'string', code: 'string', args: 'string', more: 'count' },
  'to-tab.lease': { lease: 'string', job: 'string', first: 'count', count: 'count', attempt: 'count', budgetMillis: 'count', termMillis: 'count' },
  'to-tab.revoke': { lease: 'string' },
  'to-tab.forget': { job: 'string' },
  'to-tab.outcome': { lease: 'string', verdict: 'string' },
  'to-tab.problem': { code: 'count', message: 'string' },
};

/**
 * @param {string} text
 * @returns {ToTab}
 * @throws {TypeError} if it is no such message
 */
export function parse(text) {
  /** @type {any} */
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    throw new TypeError('the node sent something that is not JSON');
  }
  const fields = message !== null && typeof message === 'object' && Object.hasOwn(FIELDS, message.type) ? FIELDS[message.type] : undefined;
  if (!fields) throw new TypeError('the node sent a message of an unknown type');
  for (const [name, kind] of Object.entries(fields)) {
    const value = message[name];
    const good = kind === 'string' ? typeof value === 'string' : Number.isSafeInteger(value) && value >= 0;
    if (!good) throw new TypeError(`the node sent ${message.type} with a wrong ${name}`);
  }
  return message;
}

/** What a tab signs to prove its key. @param {string} nonce @param {string} worker */
export function challengeText(nonce, worker) { return `${PROTOCOL}|${nonce}|${worker}`; }

/** @param {string} worker @param {string} signature @param {Capability} capability @param {number} credit @param {string[]} held */
export function hello(worker, signature, capability, credit, held) {
  return JSON.stringify({ type: 'from-tab.hello', protocol: PROTOCOL, worker, signature, capability, credit, held });
}

/** @param {number} credit */
export function credit(credit) { return JSON.stringify({ type: 'from-tab.credit', credit }); }

/** @param {string[]} held */
export function beat(held) { return JSON.stringify({ type: 'from-tab.beat', held }); }

/**
 * A lease goes back untouched, and not for a fault of its code.
 * @param {string} lease
 * @param {'MATERIAL' | 'TERMS' | 'SANDBOX' | 'BUSY'} reason
 * @param {string} text for people
 */
export function declined(lease, reason, text) {
  return JSON.stringify({ type: 'from-tab.declined', lease, why: { reason, text: text.slice(0, 300) || 'no reason given' } });
}

export function bye() { return JSON.stringify({ type: 'from-tab.bye' }); }

/**
 * A result as it goes over the wire. What is too long for a frame loses its logs first, then its results.
 * @param {string} lease
 * @param {BlockResult} result
 * @param {number} frameBytes
 */
export function done(lease, result, frameBytes) {
  const whole = JSON.stringify({ type: 'from-tab.done', lease, result });
  if (fits(whole, frameBytes)) return whole;
  const quiet = JSON.stringify({ type: 'from-tab.done', lease, result: { ...result, logs: [], failure: result.failure && { ...result.failure, logs: [] } } });
  if (fits(quiet, frameBytes)) return quiet;
  const message = `the result with what it logged is longer than the ${frameBytes} bytes that a volunteer may send`;
  const failure = { kind: 'RESULT', message, stack: '', logs: [] };
  return JSON.stringify({ type: 'from-tab.done', lease, result: { done: 0, partial: null, failure, computeMicros: result.computeMicros, logs: [] } });
}

/** @param {string} text @param {number} bytes */
function fits(text, bytes) { return text.length * 3 <= bytes || new TextEncoder().encode(text).length <= bytes; }
