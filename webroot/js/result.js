// @ts-check
/** What a job's result is, so that a page can show it as more than text. Pure. */

/** Characters of a picture's row in text form, darkest first; they are in ASCII order. */
export const SHADES = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/** A picture has at least this many points each way, or it is a table of a few numbers. */
const PICTURE_MIN = 4;

/**
 * @typedef {{kind: "none"}
 *   | {kind: "pi", hits: number, samples: number, estimate: number, error: number, expectedError: number}
 *   | {kind: "number", value: number, note: string}
 *   | {kind: "fields", fields: [string, number][]}
 *   | {kind: "series", values: number[]}
 *   | {kind: "picture", rows: number[][]}
 *   | {kind: "text", text: string}
 *   | {kind: "json"}} Shape
 */

/**
 * The value itself, out of what it came in: an envelope of a single run (`returnValue`) or the answer of a reducer (`aggregate`).
 * @param {any} result
 */
export function valueOf(result) {
  if (result && typeof result === "object" && !Array.isArray(result)) {
    if ("aggregate" in result && "reducer" in result) return withoutSecondName(result.aggregate, result.reducer?.field);
    if ("returnValue" in result && "ok" in result) return result.returnValue;
  }
  return result;
}

/** Of `min` and `max` the value is there under its field and once more as `value`. @param {any} aggregate @param {any} field */
function withoutSecondName(aggregate, field) {
  return typeof field === "string" && aggregate && typeof aggregate === "object" && field in aggregate ? { [field]: aggregate[field] } : aggregate;
}

/**
 * How much of the whole a result is, if it is not the whole: of a job that failed, was cancelled, or still runs.
 * @param {import("./progress.js").Job} job
 * @returns {{done: number, of: number} | null}
 */
export function partOf(job) {
  const { completedShards: done = 0, totalShards: of = 0 } = job.progress ?? {};
  if (job.status === "done" && job.result?.partial !== true) return null;
  return job.shardConfig && done < of ? { done, of } : null;
}

/** The envelope of a single run, with logs and times; null if it is none. @param {any} result */
export function envelopeOf(result) {
  return result && typeof result === "object" && "ok" in result && "exitCode" in result ? result : null;
}

/**
 * What the value is. An estimate of pi is one only if the result says so itself (`derived`): hits and samples may be of anything.
 * @param {any} value
 * @param {any} [derived]
 * @returns {Shape}
 */
export function shapeOf(value, derived) {
  if (value === undefined || value === null) return { kind: "none" };
  if (typeof value === "number") return { kind: "number", value, note: "" };
  if (typeof value === "string") return { kind: "text", text: value };
  if (Array.isArray(value)) return shapeOfList(value);
  if (typeof value === "object") return shapeOfObject(value, typeof derived?.piEstimate === "number");
  return { kind: "json" };
}

/** @param {Record<string, any>} value @param {boolean} isPi @returns {Shape} */
function shapeOfObject(value, isPi) {
  const names = Object.keys(value);
  if (typeof value.value === "number" && Number.isInteger(value.shard ?? value.shardId)) {
    return { kind: "number", value: value.value, note: `from shard ${value.shard ?? value.shardId}` };
  }
  if (isPi && isCount(value.hits) && isCount(value.samples) && value.samples > 0 && value.hits <= value.samples) {
    return piFrom(value.hits, value.samples);
  }
  if (names.length === 1 && typeof value[names[0]] === "number") return { kind: "number", value: value[names[0]], note: names[0] };
  if (names.length > 0 && names.every((name) => typeof value[name] === "number")) {
    return { kind: "fields", fields: names.map((name) => [name, value[name]]) };
  }
  return { kind: "json" };
}

/** @param {any} value */
function isCount(value) {
  return Number.isInteger(value) && value >= 0;
}

/** @param {number} hits @param {number} samples @returns {Shape} */
function piFrom(hits, samples) {
  const share = hits / samples;
  const estimate = 4 * share;
  // One standard deviation of 4 * (mean of `samples` throws that hit with probability pi / 4).
  const expectedError = 4 * Math.sqrt(((Math.PI / 4) * (1 - Math.PI / 4)) / samples);
  return { kind: "pi", hits, samples, estimate, error: estimate - Math.PI, expectedError };
}

/** @param {any[]} list @returns {Shape} */
function shapeOfList(list) {
  if (list.length === 0) return { kind: "json" };
  if (list.every((item) => typeof item === "number")) return list.length > 1 ? { kind: "series", values: list } : { kind: "number", value: list[0], note: "" };
  const rows = pictureOf(list) ?? pictureOf(list.flat());
  return rows ? { kind: "picture", rows } : { kind: "json" };
}

/**
 * A list of rows of the same length, of numbers or of shades, as numbers; null if it is not that.
 * @param {any[]} list
 * @returns {number[][] | null}
 */
function pictureOf(list) {
  const width = list[0]?.length;
  if (!(width >= PICTURE_MIN) || list.length < PICTURE_MIN) return null;
  if (list.every((row) => typeof row === "string" && row.length === width && /^[-\w]+$/.test(row))) {
    // A text without blanks is a picture only if it is long: eight words of four letters are not.
    return width < 16 ? null : list.map((row) => [...row].map((shade) => SHADES.indexOf(shade)));
  }
  const numeric = list.every((row) => Array.isArray(row) && row.length === width && row.every((point) => typeof point === "number"));
  return numeric ? list : null;
}

/**
 * The digits of an estimate that are right, and the rest.
 * @param {number} estimate
 * @param {number} truth
 * @returns {[string, string]}
 */
export function rightDigits(estimate, truth) {
  const text = estimate.toFixed(9);
  const wanted = truth.toFixed(12);
  let same = 0;
  while (same < text.length && text[same] === wanted[same]) same++;
  return [text.slice(0, same), text.slice(same)];
}
