// @ts-check
// Checks what a node sends before anything of it runs: that the job was signed by the pinned key, and that code, arguments
// and range are what was signed. Needs WebCrypto, so a secure context.

/**
 * @typedef {{jobId: string, totalUnits: number, unitsPerShard: number, totalShards: number, reducer: any, timeoutMs: number,
 *   maxResultBytes: number, isolation: 'JOB' | 'SHARD', iat: number, exp: number}} Terms
 * @typedef {{job: string, manifest: string, code: string, args: string}} Material
 * @typedef {{alg: string, verify: (signature: Uint8Array, data: Uint8Array) => Promise<boolean>}} Key
 */

/** A job that will not be run, and why. `hostile` if an honest node could not have sent it. */
export class Refused extends Error {
  /** @param {string} message @param {boolean} hostile */
  constructor(message, hostile) {
    super(message);
    this.name = 'Refused';
    this.hostile = hostile;
  }
}

const ALGORITHMS = {
  EdDSA: { name: 'Ed25519' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
};

/** What browsers can check EdDSA since; `docs/volunteer-protocol.md` has the same. */
export const FLOOR = 'Chrome or Edge 137, Firefox 129, Safari 17, or newer';

/** @param {Uint8Array} bytes */
export function base64url(bytes) {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @param {string} text base64url, or base64 */
export function fromBase64(text) {
  const raw = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

/** @param {Uint8Array} bytes */
async function sha256(bytes) { return new Uint8Array(await crypto.subtle.digest('SHA-256', /** @type {any} */ (bytes))); }

/** @param {string} text */
async function sha256Hex(text) {
  const digest = await sha256(new TextEncoder().encode(text));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The key that signs jobs, if it is the one that the invite pinned.
 * @param {string} spkiB64 as the node tells it
 * @param {string} alg `EdDSA` or `RS256`
 * @param {string} pin fingerprint from the link, base64url of SHA-256; empty if the link had none
 * @returns {Promise<Key & {fingerprint: string}>}
 */
export async function pinnedKey(spkiB64, alg, pin) {
  const spki = fromBase64(spkiB64);
  const fingerprint = base64url(await sha256(spki));
  if (pin && pin !== fingerprint) {
    throw new Refused('This node signs its work with another key than the one in your invite. It may not be the node that invited you, so nothing will be run.', true);
  }
  const algorithm = ALGORITHMS[/** @type {keyof typeof ALGORITHMS} */ (alg)];
  if (!algorithm) throw new Refused(`This node signs with ${alg}, which this page does not know.`, true);
  /** @type {CryptoKey} */
  let key;
  try {
    key = await crypto.subtle.importKey('spki', spki, algorithm, false, ['verify']);
  } catch {
    throw cannotCheck(algorithm.name);
  }
  return {
    alg, fingerprint,
    verify: (signature, data) => crypto.subtle.verify(algorithm, key, /** @type {any} */ (signature), /** @type {any} */ (data)),
  };
}

/** @param {string} name */
function cannotCheck(name) {
  return new Refused(`This browser can't check ${name} signatures, so it can't tell work of this node from forged work. It takes ${FLOOR}; or a node that signs with RS256.`, false);
}

/** Whether this browser can check signatures of that kind. @param {string} alg @throws {Refused} if not */
export async function verifies(alg) {
  if (alg !== 'EdDSA') return; // RS256 is checked by every browser that has keys at all
  try {
    await crypto.subtle.generateKey(ALGORITHMS.EdDSA, false, ['sign', 'verify']);
  } catch {
    throw cannotCheck(ALGORITHMS.EdDSA.name);
  }
}

/**
 * @param {Key} key
 * @param {Material} material
 * @param {number} now epoch milliseconds by the clock of the controller, which is the one that set the terms' times
 * @returns {Promise<Terms>}
 * @throws {Refused}
 */
export async function verified(key, material, now) {
  const [header, payload, signature, ...rest] = material.manifest.split('.');
  if (!header || !payload || !signature || rest.length > 0) throw new Refused('The terms of a job are malformed.', true);
  if (object(header).alg !== key.alg) throw new Refused('The terms of a job are signed in another way than agreed.', true);
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  if (!await key.verify(bytes(signature), signed)) throw new Refused("The signature of a job is wrong: it was not signed by this node's key, or was changed since.", true);
  const terms = object(payload);
  if (terms.v !== 1 || terms.typ !== 'kith-job' || !wellFormed(terms)) throw new Refused('The terms of a job are of an unknown form.', true);
  if (terms.jobId !== material.job) throw new Refused('The terms of a job belong to another job.', true);
  if (terms.codeSha256 !== await sha256Hex(material.code)) throw new Refused("A job's code is not the code that was signed.", true);
  if (terms.argsSha256 !== await sha256Hex(material.args)) throw new Refused("A job's arguments are not those that were signed.", true);
  if (now >= terms.exp) {
    throw new Refused(`A job's permission ended at ${shown(terms.exp)}, and the clock of its node shows ${shown(now)}.`, false);
  }
  return terms;
}

/**
 * @param {Terms} terms
 * @param {{first: number, count: number}} lease
 */
export function checkRange(terms, lease) {
  if (lease.count < 1 || lease.first + lease.count > terms.totalShards) {
    throw new Refused(`The node asked for shards ${lease.first} to ${lease.first + lease.count - 1} of a job that was signed for ${terms.totalShards}.`, true);
  }
}

/** @param {number} millis */
function shown(millis) { return Number.isFinite(new Date(millis).getTime()) ? new Date(millis).toISOString() : String(millis); }

/** @param {any} terms */
function wellFormed(terms) {
  const counts = [terms.totalUnits, terms.unitsPerShard, terms.totalShards, terms.timeoutMs, terms.maxResultBytes, terms.exp];
  return counts.every((n) => Number.isFinite(n) && n >= 0) && terms.totalShards >= 1 && (terms.isolation === 'JOB' || terms.isolation === 'SHARD')
    && (terms.reducer === undefined || terms.reducer === null || typeof terms.reducer.type === 'string');
}

/** @param {string} text */
function bytes(text) {
  try {
    return fromBase64(text);
  } catch {
    throw new Refused('The terms of a job are malformed.', true);
  }
}

/** @param {string} text @returns {any} */
function object(text) {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes(text)));
    if (value !== null && typeof value === 'object') return value;
  } catch (thrown) {
    if (thrown instanceof Refused) throw thrown;
  }
  throw new Refused('The terms of a job are malformed.', true);
}
