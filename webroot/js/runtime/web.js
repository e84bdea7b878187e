// @ts-check
// What a browser has beside the language and job code may want: made when code first asks for it, the same in every engine, and
// without any way out. One of the classic scripts that realm.js names.
(function (parts) {
  'use strict';
  const settled = Promise.resolve();

  /**
   * @param {{elapsed: () => number, word: () => number, report: (thrown: unknown) => void}} shard
   *   elapsed: milliseconds of real time since it began; word: 32 of its random bits; report: what its microtasks throw
   * @returns {Record<string, () => unknown>} by global name, what makes it
   */
  parts.web = (shard) => ({
    TextEncoder: () => parts.text.TextEncoder,
    TextDecoder: () => parts.text.TextDecoder,
    DOMException: () => parts.text.DOMException,
    atob: () => parts.text.atob,
    btoa: () => parts.text.btoa,
    structuredClone: () => parts.clone.structuredClone,
    URL: () => parts.url.URL,
    URLSearchParams: () => parts.url.URLSearchParams,
    crypto: () => parts.digest.crypto(shard.word),
    performance: () => ({ now: shard.elapsed }),
    queueMicrotask: () => function queueMicrotask(callback) {
      if (typeof callback !== 'function') throw new TypeError('queueMicrotask needs a function');
      settled.then(() => callback()).catch(shard.report);
    },
  });
})(/** @type {any} */ (globalThis).kithParts ??= {});
