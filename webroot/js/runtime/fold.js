// @ts-check
// Folds shard results with a job's reducer into the wire form of `Partial`. One of the classic scripts, see realm.js.
(function (parts) {
  'use strict';

  const stringify = JSON.stringify;
  const parse = JSON.parse;
  const SUMMAND_MAX = 1e288;
  const INTEGER_MAX = 2 ** 53;
  const PARTS_MAX = 40;
  const FIELDS_MAX = 256;
  const FIELD_CHARS = 128;
  const ALL = '*';

  /** A result that the reducer can't use. */
  class Unusable {
    constructor(message) { this.message = message; }
  }

  /** An exact sum (Shewchuk, Adaptive Precision Floating-Point Arithmetic, 1997): a plain integer while it is one below 2^53. */
  class ExactSum {
    constructor() {
      this.count = 0;
      this.integer = 0;
      /** @type {number[]} increasing magnitude, non-overlapping, no zeros */
      this.expansion = [];
    }

    add(x) {
      this.count++;
      const sum = this.integer + x;
      if (sum < INTEGER_MAX && sum > -INTEGER_MAX && Math.floor(x) === x) this.integer = sum;
      else this.grow(x);
    }

    /** Grow-expansion with zero elimination: no rounding, ever. */
    grow(x) {
      const old = this.expansion;
      let kept = 0;
      let q = x;
      for (let i = 0; i < old.length; i++) {
        const e = old[i];
        const sum = q + e;
        const back = sum - q;
        const error = (q - (sum - back)) + (e - back);
        if (error !== 0) old[kept++] = error;
        q = sum;
      }
      if (q !== 0) old[kept++] = q;
      old.length = kept;
      if (kept > PARTS_MAX) this.expansion = compressed(old);
    }

    parts() {
      if (this.integer !== 0) this.grow(this.integer);
      this.integer = 0;
      return compressed(this.expansion);
    }

    text() { return `{"count":${this.count},"parts":${stringify(this.parts())}}`; }

    /** @param {{count: number, parts: number[]}} wire */
    static of(wire) {
      const sum = new ExactSum();
      if (wire.parts.length === 1 && Number.isSafeInteger(wire.parts[0])) sum.integer = wire.parts[0];
      else for (const part of wire.parts) sum.grow(part);
      sum.count = wire.count;
      return sum;
    }
  }

  /** The same number in as few parts as it needs, 40 at most for what a sum can reach. */
  function compressed(expansion) {
    if (expansion.length < 2) return expansion.slice();
    const down = [];
    let q = expansion[expansion.length - 1];
    for (let i = expansion.length - 2; i >= 0; i--) {
      const sum = q + expansion[i];
      const error = expansion[i] - (sum - q);
      q = sum;
      if (error !== 0) {
        down.push(q);
        q = error;
      }
    }
    const up = [];
    for (let i = down.length - 1; i >= 0; i--) {
      const sum = down[i] + q;
      const error = q - (sum - down[i]);
      if (error !== 0) up.push(error);
      q = sum;
    }
    if (q !== 0) up.push(q);
    return up;
  }

  function isObject(value) { return typeof value === 'object' && value !== null && !Array.isArray(value); }

  function usable(value) { return typeof value === 'number' && value <= SUMMAND_MAX && value >= -SUMMAND_MAX; }

  /** The field of the result itself, else of its `returnValue`. */
  function lookUp(result, field) {
    if (!isObject(result)) return undefined;
    if (Object.hasOwn(result, field)) return result[field];
    const inner = Object.hasOwn(result, 'returnValue') ? result.returnValue : undefined;
    return isObject(inner) && Object.hasOwn(inner, field) ? inner[field] : undefined;
  }

  /** As the predecessor counts: true is 1, false is 0, and text that writes a number is that number. */
  function counts(value) {
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (typeof value !== 'string' || value.trim() === '') return value;
    const written = +value;
    return written === written ? written : value;
  }

  function number(result, field, shard) {
    const value = counts(lookUp(result, field));
    if (usable(value)) return value;
    throw unusable(field, value, shard);
  }

  function unusable(field, value, shard) {
    const what = value === undefined ? 'is missing' : typeof value === 'number' ? `is beyond ${SUMMAND_MAX}`
      : `is ${value === null ? 'null' : Array.isArray(value) ? 'an array' : `of type ${typeof value}`}, not a number`;
    return new Unusable(`reducer: field ${stringify(field)} of shard ${shard}'s result ${what}`);
  }

  /** Whether no half of a surrogate pair stands alone. */
  function wellFormed(text) {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0xd800 || unit > 0xdfff) continue;
      const next = text.charCodeAt(i + 1);
      if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false;
      i++;
    }
    return true;
  }

  /** What a message can't carry is refused here, where it is still this shard's. */
  function checkName(field, shard) {
    if (field.length > FIELD_CHARS) {
      throw new Unusable(`reducer: a field of shard ${shard}'s result has a name of ${field.length} characters, at most ${FIELD_CHARS} are allowed: `
        + stringify(field.slice(0, 40)));
    }
    if (!wellFormed(field)) throw new Unusable(`reducer: the field ${stringify(field)} of shard ${shard}'s result holds half a surrogate pair, which is no character`);
  }

  /** All own fields of the result that count as numbers, or if it has none, of its `returnValue`. */
  function numericFields(result, shard) {
    for (const holder of [result, isObject(result) && Object.hasOwn(result, 'returnValue') ? result.returnValue : undefined]) {
      if (!isObject(holder)) continue;
      const found = Object.keys(holder).map((field) => [field, counts(holder[field])])
        .filter(([, value]) => typeof value === 'number' && value - value === 0);
      for (const [field, value] of found) if (!usable(value)) throw unusable(field, value, shard);
      if (found.length > 0) return found;
    }
    return [];
  }

  // A fold takes each shard's result as JSON text, in shard order: plain data, so that no job code runs while it counts.
  // add() either takes a result as a whole or throws Unusable and is as before.

  function sums(fields, carry) {
    /** @type {Map<string, ExactSum>} */
    const table = new Map();
    let shards = 0;
    if (carry) {
      shards = carry.shards;
      for (const [field, sum] of Object.entries(carry.fields)) table.set(field, ExactSum.of(sum));
    }
    function of(field) {
      let sum = table.get(field);
      if (!sum) table.set(field, sum = new ExactSum());
      return sum;
    }
    const all = fields.includes(ALL);
    if (all) for (const field of fields) if (field !== ALL) of(field);
    function addAll(result, shard) {
      const found = numericFields(result, shard);
      let fresh = 0;
      for (const [field] of found) {
        if (table.has(field)) continue;
        checkName(field, shard);
        fresh++;
      }
      if (table.size + fresh > FIELDS_MAX) {
        throw new Unusable(`reducer: "*" takes at most ${FIELDS_MAX} different numeric fields of all results, and shard ${shard}'s makes ${table.size + fresh}; name those that are wanted`);
      }
      for (const [field, value] of found) of(field).add(value);
    }
    const only = fields.length === 1 && fields[0] !== ALL ? of(fields[0]) : undefined;
    function addNamed(result, shard) {
      const values = fields.map((field) => number(result, field, shard));
      for (let i = 0; i < fields.length; i++) of(fields[i]).add(values[i]);
    }
    return {
      add(text, shard) {
        const result = parse(text);
        if (only) only.add(number(result, fields[0], shard));
        else if (all) addAll(result, shard);
        else addNamed(result, shard);
        shards++;
      },
      text() {
        const members = Array.from(table, ([field, sum]) => `${stringify(field)}:${sum.text()}`);
        return `{"type":"partial.sums","shards":${shards},"fields":{${members.join(',')}}}`;
      },
    };
  }

  function extreme(field, better, carry) {
    let shards = carry ? carry.shards : 0;
    let best = carry ? carry.value : 0;
    let at = carry ? carry.shard : 0;
    return {
      add(text, shard) {
        const value = number(parse(text), field, shard);
        if (shards === 0 || better(value, best)) {
          best = value;
          at = shard;
        }
        shards++;
      },
      text() { return `{"type":"partial.extreme","shards":${shards},"value":${stringify(best)},"shard":${at}}`; },
    };
  }

  function counted(field, carry) {
    let shards = carry ? carry.shards : 0;
    let count = carry ? carry.count : 0;
    return {
      add(text) {
        if (field === ALL || lookUp(parse(text), field)) count++;
        shards++;
      },
      text() { return `{"type":"partial.counted","shards":${shards},"count":${count}}`; },
    };
  }

  function values(maxBytes, carry) {
    const texts = carry ? carry.values.map((value) => stringify(value)) : [];
    let bytes = texts.reduce((sum, text) => sum + utf8Length(text) + 1, 0);
    return {
      /** Whether it still fits; the first always does. */
      fits(text) { return texts.length === 0 || bytes + utf8Length(text) + 1 <= maxBytes; },
      add(text) {
        texts.push(text);
        bytes += utf8Length(text) + 1;
      },
      text() { return `{"type":"partial.values","values":[${texts.join(',')}]}`; },
    };
  }

  function utf8Length(text) {
    let bytes = text.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x80) continue;
      // Each half of a surrogate pair stands for two of its four bytes; JSON.stringify has escaped lone ones.
      bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
    }
    return bytes;
  }

  /**
   * @param {any} reducer as `MessageCodec` writes it
   * @param {number} valuesMaxBytes how much `collect` may hold
   * @param {any} [carry] a partial of the same reducer to go on from
   */
  function open(reducer, valuesMaxBytes, carry) {
    switch (reducer.type) {
      case 'reducer.sum':
      case 'reducer.mean': return sums(reducer.fields, carry);
      case 'reducer.min': return extreme(reducer.field, (a, b) => a < b, carry);
      case 'reducer.max': return extreme(reducer.field, (a, b) => a > b, carry);
      case 'reducer.count': return counted(reducer.field, carry);
      case 'reducer.collect': return values(valuesMaxBytes, carry);
      default: throw new TypeError(`unknown reducer ${reducer.type}`);
    }
  }

  parts.fold = { open, Unusable, utf8Length, wellFormed };
})(/** @type {any} */ (globalThis).kithParts ??= {});
