// @ts-check
// What this browser has given to a node in all. Written at once, so that nothing is forgotten when a page goes; added to what is
// there, so that two tabs count together.

import { forBrowser } from '../js/storage.js';

export class Given {
  /** @param {string} path of the node's base */
  constructor(path) {
    this.key = `kith-given ${path}`;
    this.counted = { shards: 0, micros: 0 };
  }

  /** @returns {{shards: number, micros: number}} */
  total() {
    try {
      const { shards, micros } = JSON.parse(forBrowser.get(this.key) ?? '{}');
      return { shards: count(shards), micros: count(micros) };
    } catch {
      return { shards: 0, micros: 0 }; // somebody else's
    }
  }

  /** A new session begins: its tally starts at nothing. */
  begin() { this.counted = { shards: 0, micros: 0 }; }

  /** In all, with what of this session is not kept yet. @param {{shards: number, micros: number}} tally of this session */
  with(tally) { return this.total().micros + tally.micros - this.counted.micros; }

  /** Keeps what came since the last time. @param {{shards: number, micros: number}} tally of this session */
  keep(tally) {
    const before = this.total();
    const shards = before.shards + tally.shards - this.counted.shards;
    const micros = before.micros + tally.micros - this.counted.micros;
    if (tally.shards === this.counted.shards && tally.micros === this.counted.micros) return;
    forBrowser.set(this.key, JSON.stringify({ shards, micros }));
    this.counted = { shards: tally.shards, micros: tally.micros };
  }

  forget() { forBrowser.remove(this.key); }
}

/** @param {unknown} value */
function count(value) { return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0; }
