// @ts-check
// Checks what a sandbox says it has folded, before this tab says it in its own name: job code that got out of its realm could have
// said it. The form is that of `message.Partial`, the numbers those of `message.Limits`.

const FIELDS_MAX = 256;
const FIELD_CHARS = 128;
const PARTS_MAX = 40;
/** A result may be nested 50 deep; around it are the partial its list and its envelope. */
const DEPTH_MAX = 53;
const NAME_CHARS = 4096;

/**
 * @param {string} text JSON from the sandbox
 * @param {any} reducer of the job's terms, null for a job in one piece
 * @param {number} done shards that it is said to be of
 * @returns {string} the same, as a message takes it
 * @throws {TypeError} if it is none
 */
export function checkedPartial(text, reducer, done) {
  const partial = JSON.parse(text);
  demand(isRecord(partial), 'it is no object');
  const members = FORMS[reducer ? reducer.type : 'single'] ?? {};
  demand(Object.keys(partial).length === Object.keys(members).length, 'it has other members than expected');
  for (const [name, good] of Object.entries(members)) demand(Object.hasOwn(partial, name) && good(partial[name], done), name);
  demand(fits(partial, 1), 'it is nested too deep, or has a text that is none');
  return JSON.stringify(partial);
}

/** @typedef {(value: any, done: number) => boolean} Check */

/** @param {string} type @returns {Check} */
function named(type) { return (value) => value === type; }

/** @type {Check} */
function isDone(value, done) { return value === done; }

/** @type {Check} */
function isCount(value) { return Number.isSafeInteger(value) && value >= 0; }

/** @type {Check} */
function isFields(value, done) {
  return isRecord(value) && Object.keys(value).length <= FIELDS_MAX
    && Object.entries(value).every(([name, sum]) => name.length <= FIELD_CHARS && isSum(sum, done));
}

/** @param {any} sum @param {number} done */
function isSum(sum, done) {
  return isRecord(sum) && Object.keys(sum).length === 2 && isCount(sum.count, done) && sum.count <= done
    && Array.isArray(sum.parts) && sum.parts.length <= PARTS_MAX && sum.parts.every(Number.isFinite);
}

const SUMS = { type: named('partial.sums'), shards: isDone, fields: isFields };
const EXTREME = { type: named('partial.extreme'), shards: isDone, value: Number.isFinite, shard: isCount };

/** @type {Record<string, Record<string, Check>>} */
const FORMS = {
  single: { type: named('partial.single'), envelope: () => true },
  'reducer.sum': SUMS,
  'reducer.mean': SUMS,
  'reducer.min': EXTREME,
  'reducer.max': EXTREME,
  'reducer.count': { type: named('partial.counted'), shards: isDone, count: isCount },
  'reducer.collect': { type: named('partial.values'), values: (value, done) => Array.isArray(value) && value.length === done },
};

/** @param {any} value @param {number} depth @returns {boolean} */
function fits(value, depth) {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > DEPTH_MAX) return false;
  if (Array.isArray(value)) return value.every((element) => fits(element, depth + 1));
  return Object.entries(value).every(([name, member]) => name.length <= NAME_CHARS && wellFormed(name) && fits(member, depth + 1));
}

/** Whether no half of a surrogate pair stands alone, which no message can carry. @param {string} text */
export function wellFormed(text) { return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text); }

/** At most so much of it, with U+FFFD for halves of pairs. @param {string} text @param {number} chars */
export function clip(text, chars) {
  const short = text.slice(0, chars);
  return wellFormed(short) ? short : Array.from(short, (sign) => (wellFormed(sign) ? sign : '\ufffd')).join('');
}

/** @param {any} value */
function isRecord(value) { return typeof value === 'object' && value !== null && !Array.isArray(value); }

/** @param {boolean} holds @param {string} what */
function demand(holds, what) {
  if (!holds) throw new TypeError(`not a partial: ${what}`);
}
