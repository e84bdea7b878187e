// @ts-check
// SHA-1, SHA-256, SHA-384 and SHA-512 (FIPS 180-4) for `crypto.subtle.digest`, which opaque origins and V8 alone don't have.
// One of the classic scripts that realm.js names.
(function (parts) {
  'use strict';
  const PRIMES = [2n];
  const ROUNDS = 80;

  /** The first bits of the fractional part of the n-th root of a prime. */
  function fraction(prime, root, bits) {
    const scaled = prime << (BigInt(bits) * root);
    let low = 0n;
    let high = 1n << BigInt(bits + 5);
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** root <= scaled) low = middle;
      else high = middle;
    }
    return low & ((1n << BigInt(bits)) - 1n);
  }

  function primes(count) {
    for (let n = PRIMES[PRIMES.length - 1] + 1n; PRIMES.length < count; n++) if (PRIMES.every((p) => n % p !== 0n)) PRIMES.push(n);
    return PRIMES.slice(0, count);
  }

  /** High and low words, one after the other. */
  function words(numbers) {
    const out = new Int32Array(numbers.length * 2);
    numbers.forEach((number, i) => {
      out[2 * i] = Number(number >> 32n) | 0;
      out[2 * i + 1] = Number(number & 0xffffffffn) | 0;
    });
    return out;
  }

  /** @type {any} made when first asked for: some milliseconds of arithmetic instead of tables to mistype */
  let tables;
  function constants() {
    return tables ??= {
      k512: words(primes(ROUNDS).map((p) => fraction(p, 3n, 64))),
      h512: words(primes(8).map((p) => fraction(p, 2n, 64))),
      h384: words(primes(16).slice(8).map((p) => fraction(p, 2n, 64))),
    };
  }

  /** Those of SHA-256 are the high words of those of SHA-512. */
  function high(all, count) { return Int32Array.from({ length: count }, (_, i) => all[2 * i]); }

  function padded(bytes, block) {
    const length = Math.ceil((bytes.length + 1 + block / 8) / block) * block;
    const out = new Uint8Array(length);
    out.set(bytes);
    out[bytes.length] = 0x80;
    const view = new DataView(out.buffer);
    view.setUint32(length - 8, Math.floor(bytes.length / 0x20000000));
    view.setUint32(length - 4, bytes.length << 3);
    return view;
  }

  function sha1(bytes) {
    const h = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
    const w = new Int32Array(80);
    const data = padded(bytes, 64);
    for (let at = 0; at < data.byteLength; at += 64) {
      for (let i = 0; i < 16; i++) w[i] = data.getInt32(at + 4 * i);
      for (let i = 16; i < 80; i++) {
        const x = w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16];
        w[i] = (x << 1) | (x >>> 31);
      }
      let a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
      for (let i = 0; i < 80; i++) {
        const f = i < 20 ? ((b & c) | (~b & d)) + 0x5a827999 : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1
          : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc : (b ^ c ^ d) + 0xca62c1d6;
        const t = (((a << 5) | (a >>> 27)) + f + e + w[i]) | 0;
        e = d;
        d = c;
        c = (b << 30) | (b >>> 2);
        b = a;
        a = t;
      }
      h[0] += a;
      h[1] += b;
      h[2] += c;
      h[3] += d;
      h[4] += e;
    }
    return h;
  }

  function sha256(bytes) {
    const k = high(constants().k512, 64);
    const h = high(constants().h512, 8);
    const w = new Int32Array(64);
    const data = padded(bytes, 64);
    for (let at = 0; at < data.byteLength; at += 64) {
      for (let i = 0; i < 16; i++) w[i] = data.getInt32(at + 4 * i);
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15];
        const y = w[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
      }
      block256(h, k, w);
    }
    return h;
  }

  function block256(state, k, w) {
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }

  /** The sum of five numbers of 64 bits, given as high and low words, goes to `out[at]` and `out[at + 1]`. */
  function add(out, at, ah, al, bh, bl, ch, cl, dh, dl, eh, el) {
    const low = (al >>> 0) + (bl >>> 0) + (cl >>> 0) + (dl >>> 0) + (el >>> 0);
    out[at + 1] = low;
    out[at] = ah + bh + ch + dh + eh + Math.floor(low / 0x100000000);
  }

  /** The high word turned right by n, less than 32; the low word is the same with the words swapped. */
  function turned(high, low, n) { return (high >>> n) | (low << (32 - n)); }

  function sha512(bytes, start) {
    const { k512 } = constants();
    const h = Int32Array.from(start);
    const w = new Int32Array(2 * ROUNDS);
    const data = padded(bytes, 128);
    for (let at = 0; at < data.byteLength; at += 128) {
      for (let i = 0; i < 32; i++) w[i] = data.getInt32(at + 4 * i);
      for (let i = 32; i < 2 * ROUNDS; i += 2) {
        const xh = w[i - 30], xl = w[i - 29], yh = w[i - 4], yl = w[i - 3];
        const s0h = turned(xh, xl, 1) ^ turned(xh, xl, 8) ^ (xh >>> 7);
        const s0l = turned(xl, xh, 1) ^ turned(xl, xh, 8) ^ turned(xl, xh, 7);
        const s1h = turned(yh, yl, 19) ^ turned(yl, yh, 29) ^ (yh >>> 6);
        const s1l = turned(yl, yh, 19) ^ turned(yh, yl, 29) ^ turned(yl, yh, 6);
        add(w, i, w[i - 32], w[i - 31], s0h, s0l, w[i - 14], w[i - 13], s1h, s1l, 0, 0);
      }
      block512(h, k512, w);
    }
    return h;
  }

  function block512(h, k, w) {
    const v = Int32Array.from(h);
    const t = new Int32Array(4);
    for (let i = 0; i < 2 * ROUNDS; i += 2) {
      const ah = v[0], al = v[1], bh = v[2], bl = v[3], ch = v[4], cl = v[5];
      const eh = v[8], el = v[9], fh = v[10], fl = v[11], gh = v[12], gl = v[13];
      const s1h = turned(eh, el, 14) ^ turned(eh, el, 18) ^ turned(el, eh, 9);
      const s1l = turned(el, eh, 14) ^ turned(el, eh, 18) ^ turned(eh, el, 9);
      add(t, 0, v[14], v[15], s1h, s1l, (eh & fh) ^ (~eh & gh), (el & fl) ^ (~el & gl), k[i], k[i + 1], w[i], w[i + 1]);
      const s0h = turned(ah, al, 28) ^ turned(al, ah, 2) ^ turned(al, ah, 7);
      const s0l = turned(al, ah, 28) ^ turned(ah, al, 2) ^ turned(ah, al, 7);
      add(t, 2, s0h, s0l, (ah & bh) ^ (ah & ch) ^ (bh & ch), (al & bl) ^ (al & cl) ^ (bl & cl), 0, 0, 0, 0, 0, 0);
      v.copyWithin(2, 0, 14);
      add(v, 8, v[8], v[9], t[0], t[1], 0, 0, 0, 0, 0, 0);
      add(v, 0, t[0], t[1], t[2], t[3], 0, 0, 0, 0, 0, 0);
    }
    for (let i = 0; i < 16; i += 2) add(h, i, h[i], h[i + 1], v[i], v[i + 1], 0, 0, 0, 0, 0, 0);
  }

  const DIGESTS = {
    'SHA-1': [20, sha1], 'SHA-256': [32, sha256], 'SHA-384': [48, (bytes) => sha512(bytes, constants().h384)],
    'SHA-512': [64, (bytes) => sha512(bytes, constants().h512)],
  };

  /** @returns {ArrayBuffer} */
  function digest(algorithm, data) {
    const name = `${typeof algorithm === 'object' && algorithm !== null ? algorithm.name : algorithm}`.toUpperCase();
    const known = Object.hasOwn(DIGESTS, name) ? DIGESTS[name] : undefined;
    if (!known) throw new parts.text.DOMException(`crypto.subtle.digest: ${name} is not supported`, 'NotSupportedError');
    const [length, compute] = known;
    const found = compute(parts.text.bytesOf(data));
    const view = new DataView(new ArrayBuffer(found.length * 4));
    found.forEach((word, i) => view.setInt32(4 * i, word));
    return view.buffer.slice(0, length);
  }

  /** @param {() => number} word 32 random bits */
  function crypto(word) {
    const integers = ['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'BigInt64Array', 'BigUint64Array'];
    function getRandomValues(array) {
      const { DOMException } = parts.text;
      if (!ArrayBuffer.isView(array) || !integers.includes(array[Symbol.toStringTag])) {
        throw new DOMException('crypto.getRandomValues fills integer arrays only', 'TypeMismatchError');
      }
      if (array.byteLength > 65536) throw new DOMException('crypto.getRandomValues fills at most 65536 bytes', 'QuotaExceededError');
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let i = 0, bits = 0; i < bytes.length; i++, bits >>>= 8) bytes[i] = (i % 4 === 0 ? bits = word() : bits) & 0xff;
      return array;
    }
    function randomUUID() {
      const bytes = getRandomValues(new Uint8Array(16));
      bytes[6] = (bytes[6] & 15) | 64;
      bytes[8] = (bytes[8] & 63) | 128;
      const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    }
    return { getRandomValues, randomUUID, subtle: { digest: async (algorithm, data) => digest(algorithm, data) } };
  }

  parts.digest = { crypto };
})(/** @type {any} */ (globalThis).kithParts ??= {});
