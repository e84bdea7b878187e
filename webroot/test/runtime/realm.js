// Runs the runtime's scripts as a host does: in a thread with a realm of its own, like a browser's Worker.
import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
import { Worker } from 'node:worker_threads';

const scripts = ['text.js', 'clone.js', 'digest.js', 'address.js', 'url.js', 'web.js', 'realm.js', 'limits.js', 'fold.js', 'runtime.js'].map((name) => ({
  filename: `kith:${name}`, text: readFileSync(new URL(`../../js/runtime/${name}`, import.meta.url), 'utf8'),
}));

const HOST = `
  const { parentPort, workerData: { scripts, job, host } } = require('node:worker_threads');
  const { runInThisContext } = require('node:vm');
  const turn = setImmediate;
  const steady = performance.now.bind(performance);
  let steps = 0;
  const jumping = () => steady() + 3_600_000 * ((steps += 1) % 3 - 1);
  const clock = host.clockStep ? () => steps += host.clockStep : host.clockJumps ? jumping : steady;
  for (const { filename, text } of scripts) runInThisContext(text, { filename });
  const status = new Int32Array(2);
  const runtime = kithRuntime({ clock, steady: host.clockJumps ? steady : undefined, status, once: host.once, valuesMaxBytes: host.valuesMaxBytes, nextTurn: (f) => turn(f) }).open(job);
  parentPort.on('message', async ({ request, fields }) => {
    status[1] = host.stop ? 1 : 0;
    if (!fields) return parentPort.postMessage(await runtime.run(request));
    runtime.start(request);
    turn(() => parentPort.postMessage([runtime.finishAsJson(), runtime.finishAsFields()]));
  });`;

/** @returns the parts that fold, in this realm */
export function newParts() {
  for (const { filename, text } of scripts.slice(0, -1)) runInThisContext(text, { filename });
  const parts = globalThis.kithParts;
  delete globalThis.kithParts;
  return parts;
}

export function newJob(code, { host = {}, ...over } = {}) {
  const job = {
    key: 'job-1', code, argsJson: '{}', reducerJson: '{"type":"reducer.collect"}', totalShards: 100, totalUnits: 995, unitsPerShard: 10,
    maxResultBytes: 65536, ...over,
  };
  const worker = new Worker(HOST, { eval: true, workerData: { scripts, job, host } });
  worker.unref();
  return {
    ask: (message) => new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (answer) => {
        worker.off('error', reject);
        resolve(answer);
      });
      worker.postMessage(message);
      worker.ref();
    }).finally(() => worker.unref()),
  };
}

export async function run(job, first, count, over = {}) {
  return JSON.parse(await job.ask({ request: { first, count, attempt: 1, budgetMs: 10000, ...over } }));
}
