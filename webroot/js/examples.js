// @ts-check
/** Example jobs: how a file's header says what to run it with. Pure but for {@link loadExample}. */
import { base } from "./api.js";

/** The files of `docs/examples`, in the order in which the page offers them. */
export const EXAMPLES = [
  { file: "pi-sharded.js", title: "Estimate pi" },
  { file: "prime-count.js", title: "Count primes" },
  { file: "word-count.js", title: "Count words" },
  { file: "mandelbrot.js", title: "Mandelbrot picture" },
  { file: "hello.js", title: "Hello" },
];

/**
 * @typedef {object} Example
 * @property {string} title
 * @property {string} unit what one unit is called
 * @property {number | null} totalUnits null for a single run
 * @property {number | null} unitsPerShard
 * @property {{type: string, fields: string}} reducer
 * @property {string} derived what the sums mean, "" if nothing
 * @property {string} args JSON text
 * @property {string} expect
 * @property {string} code the whole file
 */

/**
 * Reads the first block comment: lines `@name text`, where a text goes on until the next `@name`.
 * @param {string} code
 * @returns {Example}
 */
export function parseExample(code) {
  const comment = /^\s*\/\*\*([\s\S]*?)\*\//.exec(code)?.[1] ?? "";
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\* ?/, ""));
  /** @type {Record<string, string>} */
  const tags = {};
  let tag = "";
  for (const line of lines) {
    const start = /^@(\w+)\s*(.*)$/.exec(line);
    if (start) [, tag, tags[start[1]]] = start;
    else if (tag) tags[tag] += `\n${line}`;
  }
  const [type = "sum", fields = ""] = (tags.reducer ?? "").trim().split(/\s+/);
  return {
    title: (tags.title ?? "").trim(),
    unit: (tags.unit ?? "unit").trim(),
    totalUnits: tags.totalUnits ? Number(tags.totalUnits) : null,
    unitsPerShard: tags.unitsPerShard ? Number(tags.unitsPerShard) : null,
    reducer: { type: type || "sum", fields },
    derived: (tags.derived ?? "").trim(),
    args: (tags.args ?? "{}").trim(),
    expect: (tags.expect ?? "").trim(),
    code,
  };
}

/** @param {string} file @returns {Promise<Example>} */
export async function loadExample(file) {
  const response = await fetch(new URL(`client/examples/${file}`, base));
  if (!response.ok) throw new Error(`The example ${file} could not be loaded (status ${response.status}).`);
  return parseExample(await response.text());
}
