// Blocks of random and hostile results, as messages that a tab would send. Run alone it prints them, one a line, for the reader of
// the other side to judge: node webroot/test/runtime/hostile.js SEED BLOCKS
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as protocol from '../../js/protocol.js';
import { checkedPartial } from '../../js/partial.js';
import { newJob } from './realm.js';

const LEASE = `1-${'0'.repeat(31)}1-1`;
const FRAME_BYTES = 256 * 1024;
const REDUCERS = [null, { type: 'reducer.collect' }, { type: 'reducer.sum', fields: ['*'] }, { type: 'reducer.mean', fields: ['*'] },
  { type: 'reducer.count', field: '*' }, { type: 'reducer.max', field: 'n' }];

const CODE = readFileSync(new URL('./hostile-job.txt', import.meta.url), 'utf8');

/** @param {number} seed @param {number} blocks @returns {AsyncGenerator<{text: string, failure: any, reducer: any}>} */
export async function* messages(seed, blocks) {
  for (const reducer of REDUCERS) {
    const job = newJob(CODE, { reducerJson: reducer ? JSON.stringify(reducer) : '', argsJson: JSON.stringify({ seed }), totalShards: 100_000, totalUnits: 1e6, unitsPerShard: 10 });
    for (let i = 0; i < blocks; i++) {
      const step = JSON.parse(await job.ask({ request: { first: i * 5, count: reducer ? 1 + (i % 4) : 1, attempt: 1, budgetMs: 10_000 } }));
      const partial = step.partial && JSON.parse(checkedPartial(JSON.stringify(step.partial), reducer, step.done));
      const result = { done: step.done, partial, failure: step.failure, computeMicros: step.micros, logs: step.logs };
      yield { text: protocol.done(LEASE, result, FRAME_BYTES), failure: step.failure, reducer };
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for await (const { text } of messages(Number(process.argv[2]), Number(process.argv[3]))) process.stdout.write(`${text}\n`);
}
