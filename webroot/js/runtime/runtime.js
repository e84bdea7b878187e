// @ts-check
// Runs blocks of shards of one job and folds their results: the last of the classic scripts, see realm.js. Installs
// `globalThis.kithRuntime`, which is called once, hardens the realm and takes itself away; job code never sees it.
//
//     const runtime = kithRuntime(host).open(job);
//
// The host calls `start(block)`, lets the microtasks run dry, then calls `finish()`. Nothing here or in job code has a timer,
// so a shard that is pending then can never settle. `run(block)` does all three for a host that has given `nextTurn`.
(function (parts) {
  'use strict';
  delete globalThis.kithParts;

  const LOG_LINES = 160;
  const LOG_LINE_CHARS = 280;
  const OUTPUT_BYTES = 28 * 1024;
  const MESSAGE_CHARS = 2000;
  const STACK_CHARS = 8000;
  const VALUES_BYTES = 384 * 1024;
  /** In `status[0]`: no shard is running. */
  const IDLE = 0x7fffffff;
  const TRACE = '[trace] ';
  /** Lines that the compiler of functions puts before the code. */
  const HEADER_LINES = 2;

  const { fold, harden, limits } = parts;
  const { parse, stringify } = JSON;
  const AsyncFunction = /** @type {any} */ (async () => {}).constructor;
  const freeze = Object.freeze;

  /** What a shard writes to `console`. */
  function logBook() {
    let lines = [];
    let output = '';
    let bytes = 0;
    let truncated = false;
    function write(prefix, values) {
      let line = prefix;
      for (let i = 0; i < values.length; i++) line += (i > 0 ? ' ' : '') + shown(values[i]);
      if (!fold.wellFormed(line)) line = mended(line);
      if (lines.length < LOG_LINES) lines.push(clip(line, LOG_LINE_CHARS));
      const size = fold.utf8Length(line) + 1;
      bytes += size;
      if (!truncated && bytes <= OUTPUT_BYTES) output += line + '\n';
      else truncated = true;
    }
    const methods = {
      log(...values) { write('', values); },
      info(...values) { write('', values); },
      debug(...values) { write('', values); },
      warn(...values) { write('[warn] ', values); },
      error(...values) { write('[error] ', values); },
      trace(...values) { write(TRACE, values.concat(traced(new Error().stack))); },
    };
    Object.values(methods).forEach(freeze);
    return {
      console: freeze(methods),
      lines() { return lines; },
      output() { return { text: output, truncated, bytes }; },
      clear() {
        if (bytes === 0) return;
        lines = [];
        output = '';
        bytes = 0;
        truncated = false;
      },
    };
  }

  /** The code's own part of a stack, for one line. */
  function traced(stack) { return ownFrames(stack).split('\n').filter((line) => line.includes('job.js')).map((line) => line.trim()).join(' '); }

  /** Never throws, whatever the value's own code does. */
  function shown(value) {
    try {
      if (typeof value === 'string') return value;
      if (typeof value === 'object' && value !== null) {
        if (value instanceof Error) return String(value.stack || value.message);
        const text = stringify(value);
        return text === undefined ? '[object]' : text;
      }
      return typeof value === 'bigint' ? `${value}n` : String(value);
    } catch {
      return '[unprintable]';
    }
  }

  /** At most so much of it, and no half of a surrogate pair, which no message can carry. */
  function clip(text, max) {
    const short = text.length <= max ? text : text.slice(0, max);
    return fold.wellFormed(short) ? short : mended(short);
  }

  function mended(text) {
    let whole = '';
    for (const sign of text) whole += fold.wellFormed(sign) ? sign : '\ufffd';
    return whole;
  }

  function typeName(value) { return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value; }

  /** What was thrown, as text; reading it may run job code, which may throw again. */
  function described(thrown) {
    try {
      if (thrown instanceof Error) {
        const message = String(thrown.message || thrown.name);
        const outOfMemory = thrown instanceof RangeError && message.includes('allocation failed');
        return { kind: outOfMemory ? 'MEMORY' : 'ERROR', message: clip(message, MESSAGE_CHARS), stack: ownFrames(thrown.stack) };
      }
      return { kind: 'ERROR', message: clip(shown(thrown), MESSAGE_CHARS), stack: '' };
    } catch {
      return { kind: 'ERROR', message: 'threw something that cannot be read', stack: '' };
    }
  }

  /** The stack without the runtime's frames, with lines counted as the author does. */
  function ownFrames(stack) {
    if (typeof stack !== 'string') return '';
    const own = [];
    for (const line of stack.split('\n')) {
      if (line.includes('kith:') || line.includes('blob:')) continue;
      const mark = line.lastIndexOf('job.js:');
      const position = mark < 0 ? [] : line.slice(mark + 7).split(':');
      own.push(position.length < 2 ? line
        : `${line.slice(0, mark)}job.js:${Number(position[0]) - HEADER_LINES}:${position.slice(1).join(':')}`);
    }
    return clip(own.join('\n'), STACK_CHARS);
  }

  const READS_CLOCK = /performance|globalThis|this|eval|Function|constructor|\\u/;
  /** A clock that went on by more than this at once is not believed. */
  const JUMP_MILLIS = 100;

  class Failed {
    constructor(kind, message) {
      this.kind = kind;
      this.message = message;
      this.stack = '';
    }
  }

  /**
   * @param {{clock: () => number, steady?: () => number, status?: Int32Array, valuesMaxBytes?: number, nextTurn?: (f: () => void) => void,
   *   once?: boolean}} host
   *   clock in milliseconds; steady: one that nobody sets, if that is another; status[0] tells which shard of the block runs, counted from 1, status[1] not 0 asks to stop;
   *   once: the realm is for one shard only, so nothing needs to be frozen
   */
  function create(host) {
    delete globalThis.kithRuntime;
    if (globalThis.kithParts) parts.web = globalThis.kithParts.web; // came after this script, once it was known that code may want it
    delete globalThis.kithParts;
    const book = logBook();
    const steady = host.steady || host.clock;
    const scene = { brain: () => undefined, began: steady(), steady };
    const shard = {
      elapsed: { now() { return Math.floor((steady() - scene.began) * 10) / 10; } }.now,
      report(thrown) { book.console.error(thrown); },
    };
    const realm = harden(book.console, { get() { return scene.brain(); } }.get, host.once === true, shard);
    return freeze({ open: (job) => open(host, job, book, scene, realm) });
  }

  /**
   * Goes by `clock`, which is cheap, unless it jumps: then `steady` tells by how much.
   * @param {() => number} clock
   * @param {() => number} steady
   */
  function steadied(clock, steady) {
    let last = clock();
    let offset = steady() - last;
    let told = last + offset;
    return () => {
      const now = clock();
      if (now < last || now - last > JUMP_MILLIS) offset = steady() - now;
      last = now;
      if (now + offset > told) told = now + offset;
      return told;
    };
  }

  /**
   * Once a realm.
   * @param {{key: string, code: string, argsJson: string, reducerJson: string, totalShards: number, totalUnits: number,
   *   unitsPerShard: number, maxResultBytes: number}} job key is what code sees as `parentJobId`; totalUnits 0 if it was not to be cut,
   *   so that there is no `__BRAIN__`
   */
  function open(host, job, book, scene, realm) {
    const status = host.status || new Int32Array(2);
    const clock = host.steady ? steadied(host.clock, host.steady) : host.clock;
    const reducer = job.reducerJson ? parse(job.reducerJson) : null;
    let shard = 0;
    let attempt = 1;
    /** @type {object | undefined} made when code asks for it */
    let brain;
    const sweep = realm.admit(job.key, job.code, job.totalUnits > 0);
    const enveloped = !reducer || reducer.form === 'ENVELOPE';
    const timed = host.once || enveloped || READS_CLOCK.test(job.code);
    scene.brain = () => brain ??= newBrain();
    const compiled = compile(job.code);
    /** @type {any} why there is no function to call */
    let fault = compiled;
    const args = argsSource(job);
    /** @type {any} the block that runs, or ran last */
    let block;

    function newBrain() {
      const offset = shard * job.unitsPerShard;
      const { totalShards, totalUnits } = job;
      const units = Math.min(job.unitsPerShard, totalUnits - offset);
      return freeze({ parentJobId: job.key, shardId: shard, totalShards, units, totalUnits, offset, attempt });
    }

    function start(request) {
      const carry = request.carry ? parse(request.carry) : undefined;
      block = {
        first: request.first, count: request.count, budget: request.budgetMs, started: clock(), done: carry ? request.carried : 0,
        fold: reducer ? fold.open(reducer, host.valuesMaxBytes || VALUES_BYTES, carry) : undefined,
        single: '', folding: false, over: false, spent: false, failure: null, logs: [], micros: 0,
      };
      attempt = request.attempt;
      loop(block);
    }

    async function loop(mine) {
      try {
        do {
          enter(mine);
          const value = await (typeof compiled === 'function' ? compiled(args(), book.console) : Promise.reject(fault));
          if (block !== mine || mine.over) return;
          if (!take(mine, value)) break;
        } while (mine.done < mine.count && status[1] === 0 && clock() - mine.started < mine.budget && !mine.spent);
      } catch (thrown) {
        if (block !== mine || mine.over) return;
        fail(mine, thrown);
      }
      close(mine);
    }

    function enter(mine) {
      shard = mine.first + mine.done;
      brain = undefined;
      book.clear();
      realm.reseed(shard);
      realm.forgetMatches();
      if (timed) scene.began = scene.steady();
      status[0] = mine.done + 1;
    }

    /** @returns whether it was taken; false leaves the shard to a later block */
    function take(mine, value) {
      const text = resultText(value, job.maxResultBytes);
      const whole = enveloped ? envelope(value, text, scene.steady() - scene.began) : text;
      if (!mine.fold) mine.single = whole;
      else if (mine.fold.fits && !mine.fold.fits(whole)) return false;
      mine.folding = true;
      if (mine.fold) mine.fold.add(whole, shard);
      mine.done++;
      mine.folding = false;
      keepLogs(mine);
      if (!sweep()) mine.spent = true;
      return true;
    }

    function keepLogs(mine) {
      const lines = book.lines();
      for (let i = 0; i < lines.length && mine.logs.length < LOG_LINES; i++) mine.logs.push(lines[i]);
    }

    function envelope(value, text, millis) {
      return `{"ok":true,"exitCode":0,"durationMs":${Math.round(millis * 1000) / 1000},"returnType":"${typeName(value)}","returnValue":${text},`
        + `"argsType":"${args.type}","logs":${stringify(book.lines())},"output":${stringify(book.output())},"error":null,"notes":[],"stats":{}}`;
    }

    function fail(mine, thrown) {
      mine.folding = false;
      const { kind, message, stack } = named(thrown);
      mine.failure = { kind, message: clip(message, MESSAGE_CHARS), stack, logs: book.lines() };
      if (!sweep()) mine.spent = true;
    }

    /** Job code may throw a Proxy whose traps throw in turn. */
    function named(thrown) {
      try {
        if (thrown instanceof Failed) return thrown;
        if (thrown instanceof fold.Unusable) return new Failed('REDUCER', thrown.message);
      } catch {
        return new Failed('ERROR', 'threw something that cannot be read');
      }
      return described(thrown);
    }

    function close(mine) {
      mine.over = true;
      mine.micros = Math.max(0, Math.round((clock() - mine.started) * 1000));
      status[0] = IDLE;
    }

    /**
     * What became of the block. To be called when the microtasks have run dry, or after the host has interrupted it.
     * @param {string} [kind] why the host interrupted it, as in `ShardFailure.Kind`; '' if only to stop
     * @param {string} [message]
     */
    function finish(kind, message) {
      const mine = block;
      if (!mine.over) {
        mine.spent = true;
        // Interrupted while it counted: the fold may have half a result in it, so none of it counts. The shards run again.
        if (mine.folding) mine.done = 0;
        else if (kind !== '') {
          fail(mine, new Failed(kind || 'NEVER_SETTLED', message || 'the promise that the code returned can never settle'));
        }
        close(mine);
      }
      const partial = mine.done === 0 ? null
        : mine.fold ? mine.fold.text() : `{"type":"partial.single","envelope":${mine.single}}`;
      return { done: mine.done, partial, failure: mine.failure, micros: mine.micros, logs: mine.logs, spent: mine.spent };
    }

    /** The outcome as JSON with the partial in it. */
    function finishAsJson(kind, message) {
      const { done, partial, failure, micros, logs, spent } = finish(kind, message);
      return `{"done":${done},"partial":${partial},"failure":${stringify(failure)},"micros":${micros},"logs":${stringify(logs)},"spent":${spent}}`;
    }

    /** The outcome as `length:text` fields: done, spent, partial, kind, message, stack, number of the failure's logs, logs. */
    function finishAsFields(kind, message) {
      const { done, partial, failure, logs, spent } = finish(kind, message);
      const own = failure ? failure.logs : [];
      const fields = [String(done), spent ? '1' : '', partial || '', failure ? failure.kind : '', failure ? failure.message : '',
        failure ? failure.stack : '', String(own.length), ...own, ...logs];
      let text = '';
      for (let i = 0; i < fields.length; i++) text += `${fields[i].length}:${fields[i]}`;
      return text;
    }

    /** @returns {Promise<string>} as {@link finishAsJson} */
    function run(request) {
      return new Promise((resolve) => {
        start(request);
        host.nextTurn(() => resolve(finishAsJson()));
      });
    }

    /** Where in the code the fault is, from a host that can tell. @param {string} text */
    function misplaced(text) { fault = new Failed('ERROR', text); }

    return freeze({ compiles: () => typeof compiled === 'function', misplaced, start, finish, finishAsJson, finishAsFields, run });
  }

  /** The function, or what compiling it threw. */
  function compile(code) {
    try {
      return freeze(new AsyncFunction('args', 'console', `${code}\n//# sourceURL=job.js`));
    } catch (thrown) {
      return thrown;
    }
  }

  /** Code may change what it gets, so objects are parsed anew for each shard, but only for code that can look at them. */
  function argsSource(job) {
    const value = parse(job.argsJson);
    const plain = typeof value !== 'object' || value === null || !/args|arguments|eval|Function|constructor|\\u/.test(job.code);
    return Object.assign(plain ? () => value : () => parse(job.argsJson), { type: typeName(value) });
  }

  function resultText(value, maxBytes) {
    if (value === undefined) return 'null';
    let text;
    try {
      text = stringify(value);
    } catch (thrown) {
      throw new Failed('RESULT', `the result is not JSON: ${described(thrown).message}`);
    }
    if (text === undefined) throw new Failed('RESULT', `the result is not JSON: it is of type ${typeof value}`);
    if (text.length > maxBytes || (text.length * 3 > maxBytes && fold.utf8Length(text) > maxBytes)) {
      throw new Failed('RESULT', `the result has more than ${maxBytes} bytes as JSON`);
    }
    const flaw = limits.flaw(text);
    if (flaw) throw new Failed('RESULT', flaw);
    return text;
  }

  Object.defineProperty(globalThis, 'kithRuntime', { value: create, writable: false, enumerable: false, configurable: true });
})(/** @type {any} */ (globalThis).kithParts);
