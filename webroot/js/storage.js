// @ts-check
// What a page keeps in the browser. A browser may refuse that (blocked cookies, private windows, a full disk): then it is kept for as
// long as the page lives, and `kept()` says so.

/** @param {'localStorage' | 'sessionStorage'} kind */
function guarded(kind) {
  /** @type {Map<string, string>} */
  const here = new Map();
  let refused = false;
  /** @template T @param {(storage: Storage) => T} use @returns {T | undefined} */
  const attempt = (use) => {
    try {
      return use(window[kind]); // only looking at it may throw
    } catch {
      refused = true;
      return undefined;
    }
  };
  return {
    /** Whether all so far went into the browser's own storage. */
    kept: () => !refused,
    /** @param {string} key @returns {string | null} */
    get: (key) => here.get(key) ?? attempt((storage) => storage.getItem(key)) ?? null,
    /** @param {string} key @param {string} value */
    set(key, value) {
      here.delete(key);
      if (attempt((storage) => { storage.setItem(key, value); return true; }) === undefined) here.set(key, value);
    },
    /** @param {string} key */
    remove(key) {
      here.delete(key);
      attempt((storage) => { storage.removeItem(key); return true; });
    },
  };
}

/** Kept for this browser. */
export const forBrowser = guarded('localStorage');
/** Kept for this tab. */
export const forTab = guarded('sessionStorage');
