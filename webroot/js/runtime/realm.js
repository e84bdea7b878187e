// @ts-check
// Hardens the realm that job code will share: one of the classic scripts (text, clone, digest, address, url, web, realm,
// limits, fold, runtime) that a host evaluates in this order before any job code, in V8 on a node and in a Worker in a browser; for code that can't
// name any of its globals a host may leave out web.js and what comes before it. Each leaves its part in `globalThis.kithParts`;
// runtime.js takes them away again.
(function (parts) {
  'use strict';

  // What job code finds. Everything else that a browser's Worker has (fetch, postMessage, timers, ...) goes: no way out, and
  // nothing that could settle a promise later than the microtasks. The document's policy is the wall; this is the second one.
  // FinalizationRegistry would run job code between shards; SharedArrayBuffer is a clock; Intl differs between engines.
  const KEPT = new Set(('Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date ' +
    'Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError ' +
    'JSON Math ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array ' +
    'Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set Iterator WeakMap ' +
    'WeakSet WeakRef Proxy Reflect DisposableStack AsyncDisposableStack decodeURI decodeURIComponent encodeURI ' +
    'encodeURIComponent escape unescape eval isFinite isNaN globalThis console WebAssembly').split(' '));

  const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, deleteProperty, isExtensible } = Reflect;
  const global = globalThis;

  function removeStrangers() {
    for (const key of ownKeys(global)) {
      if (!KEPT.has(/** @type {string} */ (key)) && !deleteProperty(global, key)) neutralise(global, key);
    }
    for (let holder = getPrototypeOf(global); holder && holder !== Object.prototype; holder = getPrototypeOf(holder)) {
      for (const key of ownKeys(holder)) deleteProperty(holder, key);
    }
  }

  function neutralise(holder, key) {
    try {
      if (getOwnPropertyDescriptor(holder, key)?.writable) holder[key] = undefined;
    } catch {
      // Neither deletable nor writable: what remains is behind the document's policy.
    }
  }

  /** Asynchronous only by name, so that a promise that is pending after the microtasks can never settle. */
  function settleWebAssemblyAtOnce() {
    const wasm = global.WebAssembly;
    if (!wasm) return;
    const { Module, Instance } = wasm;
    const replacements = {
      compile: async (bytes) => new Module(bytes),
      instantiate: async (source, imports) => {
        if (source instanceof Module) return new Instance(source, imports);
        const module = new Module(source);
        return { module, instance: new Instance(module, imports) };
      },
    };
    for (const [name, value] of Object.entries(replacements)) {
      defineProperty(wasm, name, { value, writable: true, enumerable: true, configurable: true });
    }
    for (const name of ['compileStreaming', 'instantiateStreaming', 'promising', 'Suspending']) delete wasm[name];
    hideSharedMemory(wasm.Memory.prototype);
  }

  /** A shared memory's buffer, declared by code or in a module, would be a SharedArrayBuffer. */
  function hideSharedMemory(memory) {
    const length = getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get;
    const own = (buffer) => {
      try {
        apply(length, buffer, []);
        return buffer;
      } catch {
        throw new TypeError('memory that threads share is not there for jobs');
      }
    };
    const { get } = getOwnPropertyDescriptor(memory, 'buffer');
    defineProperty(memory, 'buffer', { get() { return own(apply(get, this, [])); } });
    for (const name of ['toFixedLengthBuffer', 'toResizableBuffer']) {
      const original = memory[name];
      if (original) defineProperty(memory, name, { value() { return own(apply(original, this, [])); } });
    }
  }

  /**
   * RegExp.$1, lastMatch and their like remember the last match of an earlier shard.
   * @returns {() => void} makes them forget it where they can't be removed (Firefox, Safari)
   */
  function removeMatches() {
    let left = false;
    for (const key of ownKeys(RegExp)) {
      if (getOwnPropertyDescriptor(RegExp, key).get && key !== Symbol.species) left = !deleteProperty(RegExp, key) || left;
    }
    const { exec } = RegExp.prototype;
    const nothing = /(?:)/;
    return left ? () => { apply(exec, nothing, ['']); } : () => {};
  }

  function removeHiddenState() {
    if (global.Atomics) delete (/** @type {any} */ (Atomics).waitAsync);
    // With them a result's text could hold numbers and names that no reader takes, and that change when they are read and written again.
    for (const name of ['rawJSON', 'isRawJSON']) delete (/** @type {any} */ (JSON))[name];
  }

  /** @returns {() => boolean} whether regular expressions still do what they did, for realms where their prototype is not frozen */
  function regularExpressions() {
    const prototype = RegExp.prototype;
    const { exec, test, compile, toString } = prototype;
    const [match, matchAll, replace, search, split] = ['match', 'matchAll', 'replace', 'search', 'split'].map((name) => prototype[Symbol[name]]);
    return () => prototype.exec === exec && prototype.test === test && prototype.compile === compile && prototype.toString === toString
      && prototype[Symbol.match] === match && prototype[Symbol.matchAll] === matchAll && prototype[Symbol.replace] === replace
      && prototype[Symbol.search] === search && prototype[Symbol.split] === split && isPlain(prototype);
  }

  /** Whether nothing was added that enumerates. */
  function isPlain(object) {
    for (const _ in object) return false;
    return true;
  }

  // Assigning `x.toString = f` fails if the inherited property is frozen data (the "override mistake"), so on prototypes that
  // code does inherit from these become accessors whose setter defines. Not more of them: V8 gives up its fast paths for
  // arrays and promises when `constructor`, `then` or iterators of theirs are redefined.
  function repairOverrides() {
    repair(Object.prototype, ['constructor', 'toString', 'toLocaleString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf',
      'propertyIsEnumerable']);
    repair(Function.prototype, ['constructor', 'toString', 'call', 'apply', 'bind']);
    repair(Array.prototype, ['push', 'pop', 'toString', 'concat', 'slice', 'map', 'filter', 'indexOf', 'join', 'at']);
    for (const key of ownKeys(global)) {
      const type = typeof key === 'string' && key.endsWith('Error') ? global[key] : undefined;
      if (typeof type === 'function') repair(type.prototype, ['constructor', 'name', 'message', 'toString']);
    }
    repair(Date.prototype, ['constructor', 'toString', 'valueOf', 'toJSON']);
    repair(Map.prototype, ['constructor', 'get', 'set', 'has', 'delete']);
    repair(Set.prototype, ['constructor', 'add', 'has', 'delete']);
  }

  function repair(prototype, names) {
    for (const name of names) {
      const found = getOwnPropertyDescriptor(prototype, name);
      if (!found || !('value' in found)) continue;
      const { value } = found;
      const accessor = {
        get() { return value; },
        set(replacement) {
          if (this === prototype) throw new TypeError(`cannot assign to ${name}: built-ins are frozen`);
          const data = { value: replacement, writable: true, enumerable: true, configurable: true };
          if (getOwnPropertyDescriptor(this, name)) data.enumerable = getOwnPropertyDescriptor(this, name).enumerable;
          if (!defineProperty(this, name, data)) throw new TypeError(`cannot assign to ${name}`);
        },
      };
      defineProperty(prototype, name, { get: accessor.get, set: accessor.set, enumerable: false, configurable: false });
    }
  }

  /** @returns {(value: any) => any} freezes later comers alike */
  function freezeAll(exempt) {
    const seen = new Set([global, null, undefined, exempt]);
    const pending = hiddenIntrinsics();
    for (const key of ownKeys(global)) pending.push(getOwnPropertyDescriptor(global, key).value);
    pending.push(...ownKeys(exempt).map((key) => getOwnPropertyDescriptor(exempt, key)).flatMap(({ value, get, set }) => [value, get, set]));
    freezeFrom(pending, seen);
    fixGlobals();
    return (value) => {
      freezeFrom([value], seen);
      return value;
    };
  }

  /** Freezes what is pending, and all that can be reached from there, but what was seen before. */
  function freezeFrom(pending, seen) {
    while (pending.length > 0) {
      const next = pending.pop();
      if ((typeof next !== 'object' && typeof next !== 'function') || seen.has(next)) continue;
      seen.add(next);
      pending.push(getPrototypeOf(next));
      for (const key of ownKeys(next)) {
        const property = getOwnPropertyDescriptor(next, key);
        if ('value' in property) pending.push(property.value);
        else pending.push(property.get, property.set);
      }
      Object.freeze(next);
    }
  }

  function fixGlobals() {
    for (const key of ownKeys(global)) {
      const property = getOwnPropertyDescriptor(global, key);
      if (!property.configurable) continue;
      defineProperty(global, key, 'value' in property ? { writable: false, enumerable: false, configurable: false }
        : { enumerable: false, configurable: false });
    }
  }

  /**
   * Globals that are made when code first asks for them: most code asks for none.
   * @param {Record<string, () => unknown>} makers
   * @param {(value: any) => any} finished
   * @param {boolean} once code may put something else in their place, as it may for other built-ins of such a realm
   */
  function defineLazily(makers, finished, once) {
    for (const name of Object.keys(makers)) {
      if (getOwnPropertyDescriptor(global, name)?.configurable === false) continue;
      let made;
      const get = () => made ??= finished(makers[name]());
      const set = (value) => { defineProperty(global, name, { value, writable: true, enumerable: false, configurable: true }); };
      defineProperty(global, name, { get: Object.freeze(get), set: once ? set : undefined, enumerable: false, configurable: once });
    }
  }

  /** Built-ins that no global names. */
  function hiddenIntrinsics() {
    const found = [function* () {}, async function* () {}, async () => {}, [].values(), new Map().entries(),
      new Set().values(), ''[Symbol.iterator](), 'a'.matchAll(/a/g), (function* () {})(), (async function* () {})(),
      function () { return arguments; }()];
    if (global.Iterator) found.push(Iterator.from({ next() { return { done: true, value: undefined }; } }), [].values().map(String));
    const prototypes = found.map(getPrototypeOf);
    return prototypes.concat(prototypes.map(getPrototypeOf), getOwnPropertyDescriptor(function () { 'use strict'; }, 'caller')?.get);
  }

  /**
   * Watches what a shard left on the global object.
   * @param {boolean} thorough also look for properties that do not enumerate; ten times as expensive
   */
  function sweeper(thorough) {
    const own = new Set(ownKeys(global));
    const prototype = getPrototypeOf(global);
    /** @returns {boolean} whether the global object is again as it was; if not, the realm is spent */
    function sweepAll() {
      let clean = isExtensible(global) && getPrototypeOf(global) === prototype;
      for (const key of ownKeys(global)) if (!own.has(key)) clean = deleteProperty(global, key) && clean;
      return clean;
    }
    return function sweep() {
      for (const _ in global) return sweepAll();
      if (thorough || !isExtensible(global) || getPrototypeOf(global) !== prototype) return sweepAll();
      return true;
    };
  }

  /**
   * Math.random as sfc32 (Chris Doty-Humphrey's PractRand), seeded by job and shard, so that a shard run again draws the same.
   */
  function seededRandom() {
    const state = new Int32Array(4);
    const seed = new Int32Array(3);
    let shard = 0;
    let fresh = false;
    /** @param {string} job */
    function seedBy(job) {
      for (let word = 0; word < 3; word++) {
        let hash = 0x811c9dc5 ^ (word * 0x9e3779b9);
        for (let i = 0; i < job.length; i++) hash = Math.imul(hash ^ job.charCodeAt(i), 0x01000193);
        seed[word] = hash ^ (hash >>> 15);
      }
    }
    function step() {
      const t = (((state[0] + state[1]) | 0) + state[3]) | 0;
      state[3] = (state[3] + 1) | 0;
      state[0] = state[1] ^ (state[1] >>> 9);
      state[1] = (state[2] + (state[2] << 3)) | 0;
      state[2] = ((state[2] << 21) | (state[2] >>> 11)) + t | 0;
      return t;
    }
    function begin() {
      fresh = true;
      state[0] = seed[0] ^ shard;
      state[1] = seed[1];
      state[2] = seed[2] ^ Math.imul(shard, 0x9e3779b1);
      state[3] = 1;
      for (let i = 0; i < 15; i++) step();
    }
    /** 53 bits: 32 of this step's output, 21 of the state behind it. */
    const random = { random() {
      if (!fresh) begin();
      return ((step() >>> 0) * 2097152 + (state[1] >>> 11)) * 1.1102230246251565e-16;
    } }.random;
    function word() {
      if (!fresh) begin();
      return step();
    }
    return {
      random,
      word,
      seedBy,
      /** @param {number} id */
      reseed(id) { shard = id; fresh = false; },
    };
  }

  // Code that can reach RegExp.prototype by name gets it frozen; other code keeps V8's fast regular expressions, which
  // are 14 times as fast in replace(/x/g) but only while that prototype is untouched. What it could do to it ends with the job.
  const REACHES_PROTOTYPES = /prototype|__proto__|PrototypeOf|RegExp|\.\s*constructor|\[\s*['"`]constructor|eval|Function|\\u/;
  const COMPUTES_NAMES = /\[/;
  const HIDES_PROPERTIES = /define|Symbol|Reflect|assign|eval|Function|\\u/;

  /**
   * @param {object} console what code finds under that name
   * @param {() => unknown} brain what it finds as `__BRAIN__`, if its job was to be cut
   * @param {boolean} once the realm serves a single shard, which may do to the built-ins what it likes
   * @param {{elapsed: () => number, report: (thrown: unknown) => void}} shard see web.js
   */
  parts.harden = function harden(console, brain, once, shard) {
    removeStrangers();
    settleWebAssemblyAtOnce();
    removeHiddenState();
    const forgetMatches = removeMatches();
    const unchanged = regularExpressions();
    const { random, word, seedBy, reseed } = seededRandom();
    // Assigned, not redefined: with another kind of property V8 would keep Math as a slow dictionary, and Math.imul takes 3 times as long.
    Math.random = random;
    defineProperty(global, 'console', { value: console, writable: false, enumerable: false, configurable: false });
    Object.freeze(brain);
    if (!once) repairOverrides();
    const frozen = once ? (value) => value : freezeAll(RegExp.prototype);
    if (parts.web) defineLazily(parts.web({ ...shard, word }), frozen, once);
    return {
      reseed,
      forgetMatches,
      /**
       * @param {string} job
       * @param {string} code
       * @param {boolean} cut
       * @returns {() => boolean} to be called after each shard, see {@link sweeper}
       */
      admit(job, code, cut) {
        seedBy(job);
        if (cut) defineProperty(global, '__BRAIN__', { get: brain, enumerable: false, configurable: false });
        if (once) return () => false;
        const sweep = sweeper(HIDES_PROPERTIES.test(code));
        if (!REACHES_PROTOTYPES.test(code)) return COMPUTES_NAMES.test(code) ? () => unchanged() && sweep() : sweep;
        Object.freeze(RegExp.prototype);
        return sweep;
      },
    };
  };
})(/** @type {any} */ (globalThis).kithParts ??= {});
