// @ts-check
/** The form of a new job: from what a person typed to a request, or to errors beside the fields they are about. Pure. */
import { integer } from "./format.js";

export const REDUCERS = [
  { type: "sum", text: "sum – add up fields", fields: true, field: false },
  { type: "mean", text: "mean – average of fields", fields: true, field: false },
  { type: "min", text: "min – smallest of a field", fields: false, field: true },
  { type: "max", text: "max – largest of a field", fields: false, field: true },
  { type: "count", text: "count – results with a field", fields: false, field: true },
  { type: "collect", text: "collect – all results in order", fields: false, field: false },
];

/** The largest count that JSON and JavaScript carry exactly, as in the REST contract. */
const UNITS_MAX = 2 ** 53;
const ATTEMPTS_MAX = 10;
const FIELDS_MAX = 256;
const TIMEOUT_MAX_SEC = 86_400;
const NAME_MAX = 120;

/**
 * @typedef {object} JobForm
 * @property {string} name
 * @property {string} code
 * @property {string} args
 * @property {"sharded" | "single"} model
 * @property {string} totalUnits
 * @property {string} unitsPerShard blank: the node chooses
 * @property {string} reducer
 * @property {string} fields names, or for min, max and count the one name
 * @property {string} derived what the sums mean: "pi", or ""
 * @property {string} timeoutSec
 * @property {string} attempts
 * @property {"job" | "shard"} isolation
 * @typedef {Partial<Record<keyof JobForm, string>>} FormErrors
 * @typedef {{maxCodeBytes?: number, maxArgsBytes?: number}} CodeLimits
 */

/** @returns {JobForm} */
export function emptyForm() {
  return {
    name: "", code: "", args: "{}", model: "single", totalUnits: "", unitsPerShard: "", reducer: "sum", fields: "*", derived: "",
    timeoutSec: "", attempts: "3", isolation: "job",
  };
}

/** @param {import("./examples.js").Example} example @returns {JobForm} */
export function formOf(example) {
  return {
    ...emptyForm(),
    name: example.title,
    code: example.code,
    args: example.args,
    model: example.totalUnits === null ? "single" : "sharded",
    totalUnits: example.totalUnits === null ? "" : integer(example.totalUnits),
    unitsPerShard: example.unitsPerShard === null ? "" : integer(example.unitsPerShard),
    reducer: example.reducer.type,
    fields: example.reducer.fields,
    derived: example.derived,
  };
}

/**
 * A whole number as people write it: 1000000, 1,000,000, 1_000_000, 1 000 000, 1e6.
 * @param {string} text
 * @returns {number} NaN if it is none
 */
export function wholeNumber(text) {
  const plain = text.trim().replace(/(?<=\d)[\s,_'](?=\d{3}(?!\d))/g, "");
  if (!/^\d+(\.\d+)?(e\+?\d{1,2})?$/i.test(plain)) return NaN;
  const value = Number(plain);
  return Number.isInteger(value) ? value : NaN;
}

/** @param {string} text UTF-8 bytes of it */
export function byteLength(text) {
  return new TextEncoder().encode(text).length;
}

/**
 * Why a text is not JSON, with line and column where the engine tells; "" if it is.
 * @param {string} text
 */
export function jsonError(text) {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    const message = String(/** @type {Error} */ (error).message);
    const position = /position (\d+)/.exec(message);
    if (!position) return `Not valid JSON: ${message}`;
    const before = text.slice(0, Number(position[1])).split("\n");
    return `Not valid JSON in line ${before.length}, column ${before[before.length - 1].length + 1}: ${message.replace(/ in JSON at.*| at position.*| \(line.*/, "")}`;
  }
}

/** @param {string} text comma or blank separated names */
export function fieldNames(text) {
  return text.split(/[\s,]+/).filter((name) => name !== "");
}

/**
 * What is wrong with a form, by field. Nothing in it: it can be sent.
 * @param {JobForm} form
 * @param {CodeLimits} limits
 * @returns {FormErrors}
 */
export function formErrors(form, limits = {}) {
  /** @type {FormErrors} */
  const errors = {};
  if (form.name.length > NAME_MAX) errors.name = `At most ${NAME_MAX} characters.`;
  if (form.code.trim() === "") errors.code = "Write some code, or start from an example.";
  else if (limits.maxCodeBytes && byteLength(form.code) > limits.maxCodeBytes) {
    errors.code = `The code has ${byteLength(form.code)} bytes; this node takes at most ${limits.maxCodeBytes}.`;
  }
  errors.args = argsError(form.args, limits);
  errors.timeoutSec = form.timeoutSec.trim() === "" ? "" : outside(Number(form.timeoutSec), 0, TIMEOUT_MAX_SEC, "seconds; 0 means no limit");
  errors.attempts = outside(wholeNumber(form.attempts), 1, ATTEMPTS_MAX, "");
  if (form.model === "sharded") Object.assign(errors, shardingErrors(form));
  return /** @type {FormErrors} */ (Object.fromEntries(Object.entries(errors).filter(([, text]) => text)));
}

/** @param {string} text @param {CodeLimits} limits */
function argsError(text, limits) {
  if (text.trim() === "") return "Write JSON here, {} for no arguments.";
  const bytes = byteLength(text);
  if (limits.maxArgsBytes && bytes > limits.maxArgsBytes) return `The arguments have ${bytes} bytes; this node takes at most ${limits.maxArgsBytes}.`;
  return jsonError(text);
}

/** @param {JobForm} form @returns {FormErrors} */
function shardingErrors(form) {
  /** @type {FormErrors} */
  const errors = { totalUnits: outside(wholeNumber(form.totalUnits), 1, UNITS_MAX, "") };
  if (form.unitsPerShard.trim() !== "") errors.unitsPerShard = outside(wholeNumber(form.unitsPerShard), 1, UNITS_MAX, "");
  const kind = REDUCERS.find((reducer) => reducer.type === form.reducer);
  const names = fieldNames(form.fields);
  if (kind?.fields && names.length === 0) errors.fields = "Name the fields to use, or * for all numeric ones.";
  else if (kind?.fields && names.length > FIELDS_MAX) errors.fields = `At most ${FIELDS_MAX} fields.`;
  else if (kind?.fields && names.includes("*") && names.length > 1) errors.fields = "Either * alone or names, not both.";
  else if (kind?.field && names.length !== 1) errors.fields = "Name exactly one field.";
  return errors;
}

/** @param {number} value @param {number} min @param {number} max @param {string} more */
function outside(value, min, max, more) {
  if (value >= min && value <= max) return "";
  const range = `A number from ${min} to ${max === UNITS_MAX ? "2^53" : max.toLocaleString("en-US")}`;
  return more ? `${range} ${more}.` : `${range}.`;
}

/**
 * The body of `POST api/jobs/run-js`. Only for a form without errors.
 * @param {JobForm} form
 */
export function requestOf(form) {
  /** @type {Record<string, any>} */
  const request = {
    code: form.code,
    args: JSON.parse(form.args),
    executionModel: form.model,
    attempts: wholeNumber(form.attempts),
    isolation: form.isolation,
  };
  if (form.name.trim() !== "") request.name = form.name.trim();
  if (form.timeoutSec.trim() !== "") request.timeoutMs = Math.round(Number(form.timeoutSec) * 1000);
  if (form.model === "single") return request;
  request.shardConfig = { totalUnits: wholeNumber(form.totalUnits) };
  if (form.unitsPerShard.trim() !== "") request.shardConfig.unitsPerShard = wholeNumber(form.unitsPerShard);
  request.reducer = reducerOf(form);
  if (form.derived !== "" && mayDerivePi(form)) request.derived = form.derived;
  return request;
}

/** Whether the sums can mean an estimate of pi: there are hits and samples among them. @param {JobForm} form */
export function mayDerivePi(form) {
  const names = fieldNames(form.fields);
  return form.model === "sharded" && form.reducer === "sum" && (names.includes("*") || (names.includes("hits") && names.includes("samples")));
}

/** @param {JobForm} form */
function reducerOf(form) {
  const kind = REDUCERS.find((reducer) => reducer.type === form.reducer);
  const names = fieldNames(form.fields);
  if (kind?.fields) return { type: form.reducer, fields: names };
  return kind?.field ? { type: form.reducer, field: names[0] } : { type: form.reducer };
}

/** REST's names of fields -> the form's. */
const FIELD_OF = /** @type {[RegExp, keyof JobForm][]} */ ([
  [/unitsPerShard/, "unitsPerShard"],
  [/totalUnits|shardConfig/, "totalUnits"],
  [/^reducer\.fields?/, "fields"],
  [/^reducer/, "reducer"],
  [/timeout/i, "timeoutSec"],
  [/^attempts/, "attempts"],
  [/^isolation/, "isolation"],
  [/^executionModel/, "model"],
  [/^args/, "args"],
  [/^code/, "code"],
  [/^name/, "name"],
]);

/**
 * The field of the form that the node's error is about, "" if it is about none.
 * @param {{field: string, message: string}} error
 * @returns {keyof JobForm | ""}
 */
export function formFieldOf(error) {
  const subject = error.field || error.message;
  return FIELD_OF.find(([pattern]) => pattern.test(subject))?.[1] ?? "";
}

/** In words: what a sharding comes to. @param {JobForm} form @returns {{shards: number, last: number} | null} */
export function cutOf(form) {
  const total = wholeNumber(form.totalUnits);
  const each = wholeNumber(form.unitsPerShard);
  if (!(total >= 1) || !(each >= 1)) return null;
  const shards = Math.ceil(total / each);
  return { shards, last: total - (shards - 1) * each };
}
