// The baseline: the same job code in a plain Node.js process, without a mesh. Prints the milliseconds that it took and the result.
// usage: node plain.js FILE OFFSET UNITS
"use strict";
const { readFileSync } = require("node:fs");
const [file, offset, units] = process.argv.slice(2);
const AsyncFunction = (async () => {}).constructor;
const job = new AsyncFunction("args", "console", readFileSync(file, "utf8"));
globalThis.__BRAIN__ = Object.freeze({ offset: Number(offset), units: Number(units), totalUnits: Number(units), shardId: 0, totalShards: 1 });
const begin = performance.now();
job({ seed: 1337 }, console).then((result) => {
  process.stdout.write(JSON.stringify({ millis: performance.now() - begin, result }));
});
