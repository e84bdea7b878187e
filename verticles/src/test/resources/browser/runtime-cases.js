// Runs the lists of webroot/test/runtime in workers of this browser as the worker page does; gives what did not come out as it should.
async (source, web, pollution) => {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));

  function open(code) {
    const worker = new Worker(url);
    const { port1, port2 } = new MessageChannel();
    worker.postMessage(0, [port2]);
    port1.postMessage({
      job: { key: 'job-1', code, argsJson: '{}', reducerJson: '{"type":"reducer.collect"}', totalShards: 100, totalUnits: 995, unitsPerShard: 10, maxResultBytes: 65536 },
    });
    return {
      run: (first, count) => new Promise((resolve, reject) => {
        worker.onerror = (event) => reject(new Error(event.message));
        port1.onmessage = ({ data }) => data.step && resolve(data.step);
        port1.postMessage({ run: { first, count, budgetMs: 10000, attempt: 1, carry: '', carried: 0 } });
      }),
      close: () => worker.terminate(),
    };
  }

  async function values(code, count) {
    const seen = [];
    for (let worker = open(code); ;) {
      const step = await worker.run(seen.length, count - seen.length);
      if (step.failure) throw new Error(JSON.stringify(step.failure));
      seen.push(...JSON.parse(step.partial).values);
      if (seen.length === count || step.spent) worker.close();
      if (seen.length === count) return seen;
      if (step.spent) worker = open(code);
    }
  }

  const problems = [];
  async function check(what, code, count, expected) {
    try {
      const seen = await values(code, count);
      for (const value of seen) {
        const wanted = expected === undefined ? seen[0] : expected;
        if (JSON.stringify(value) !== JSON.stringify(wanted)) problems.push(`${what}: ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}`);
      }
    } catch (thrown) {
      problems.push(`${what}: ${thrown}`);
    }
  }
  for (const [what, code, expected] of web) await check(what, code, 1, expected);
  for (const [what, pollute, look] of pollution) await check(what, `const found = ${look}; ${pollute}; return found`, 3);
  return problems.join('\n') || `all ${web.length + pollution.length} as they should be`;
}
