// @ts-check
// What a volunteer has given: totals, and the last minutes second by second for a small chart.

export const SECONDS = 90;

/**
 * @typedef {{shards: number, units: number, micros: number, blocks: number, failed: number, late: number, refused: number}} Totals
 */

/** @param {number} now */
export function tally(now) {
  /** Shards done in each of the last seconds, the present one last. @type {number[]} */
  const perSecond = new Array(SECONDS).fill(0);
  let second = Math.floor(now / 1000);
  return {
    shards: 0, units: 0, micros: 0, blocks: 0, failed: 0, late: 0, refused: 0, perSecond,

    /** @param {import('./protocol.js').BlockResult} result @param {import('./engine.js').Job} job */
    ran(result, job) {
      this.blocks++;
      this.shards += result.done;
      this.units += result.done * job.terms.unitsPerShard;
      this.micros += result.computeMicros;
      if (result.failure) this.failed++;
      perSecond[SECONDS - 1] += result.done;
    },

    /** @param {string} verdict */
    answered(verdict) { if (verdict !== 'ACCEPTED') this.late++; },

    /** @param {number} time in the same count as `now` */
    tick(time) {
      const present = Math.floor(time / 1000);
      for (; second < present; second++) {
        perSecond.shift();
        perSecond.push(0);
        if (present - second > SECONDS) second = present - SECONDS;
      }
    },
  };
}
