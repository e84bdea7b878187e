/**
 * Counts primes by a segmented sieve.
 *
 * One unit is one integer: a shard with units [offset, offset + units) counts the primes among exactly these numbers. It first
 * finds the primes up to the square root of its end, then strikes out their odd multiples. Nothing else is needed, so shards
 * are independent and any cut gives the same sum.
 *
 * @title Count primes
 * @unit integer
 * @totalUnits 1000000000
 * @unitsPerShard 2000000
 * @reducer sum primes,twins
 * @args {}
 * @expect {"primes": 50847534, "twins": 3424506}
 */
const brain = globalThis.__BRAIN__ ?? {};
const offset = brain.offset ?? 0;
const units = brain.units ?? args.units ?? 1000000;
const SEGMENT = 1 << 18; // odd numbers a segment; one byte each, so that it stays in the processor's cache

/** The odd primes up to and including `limit`. */
function oddPrimesUpTo(limit) {
  const struck = new Uint8Array((limit >> 1) + 1);
  const primes = [];
  for (let n = 3; n <= limit; n += 2) {
    if (struck[n >> 1]) continue;
    primes.push(n);
    for (let multiple = n * n; multiple <= limit; multiple += 2 * n) struck[multiple >> 1] = 1;
  }
  return primes;
}

/** Sieves the odd numbers first, first + 2, ... (`count` of them): 0 in the answer marks a prime. */
function sieve(first, count, basePrimes, struck) {
  struck.fill(0, 0, count);
  const last = first + 2 * (count - 1);
  for (const p of basePrimes) {
    if (p * p > last) break;
    let multiple = Math.max(p * p, Math.ceil(first / p) * p);
    if (multiple % 2 === 0) multiple += p;
    for (let i = (multiple - first) / 2; i < count; i += p) struck[i] = 1;
  }
}

const end = offset + units;
const basePrimes = oddPrimesUpTo(Math.floor(Math.sqrt(end + 2)));
const struck = new Uint8Array(SEGMENT + 1);
let primes = offset <= 2 && 2 < end ? 1 : 0;
let twins = 0; // pairs (p, p + 2), counted where p is; p + 2 may lie one past the end, hence one odd number more a segment
for (let first = Math.max(3, offset + 1 - (offset % 2)); first < end; first += 2 * SEGMENT) {
  const count = Math.min(SEGMENT, Math.ceil((end - first) / 2));
  sieve(first, count + 1, basePrimes, struck);
  for (let i = 0; i < count; i++) {
    if (struck[i]) continue;
    primes++;
    if (!struck[i + 1]) twins++;
  }
}
return { primes, twins };
