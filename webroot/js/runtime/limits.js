// @ts-check
// What a shard's result may be, so that every message that carries it can be read wherever it goes. One of the classic scripts of
// the runtime, see realm.js. The numbers are those of `message.Limits`.
(function (parts) {
  'use strict';

  const DEPTH_MAX = 50;
  const NAME_CHARS = 4096;
  const SHOWN_CHARS = 80;
  const QUOTE = 0x22;
  const BACKSLASH = 0x5c;

  /**
   * @param {string} text as `JSON.stringify` made it, so halves of surrogate pairs are escaped
   * @returns {string} what is wrong with it, '' if nothing is
   */
  function flaw(text) {
    // So short that it can't be nested too deep, and has no escapes: most results.
    if (text.length <= 2 * DEPTH_MAX && !text.includes('\\u')) return '';
    return new Scan(text).flaw();
  }

  /** Goes through it once, without recursion, so that no depth is too deep to be found out. */
  class Scan {
    constructor(text) {
      this.text = text;
      this.at = 0;
      /** Where it is: the name of a member, or the number of an element, for each level. @type {(string | number)[]} */
      this.path = [];
    }

    flaw() {
      const { text, path } = this;
      while (this.at < text.length) {
        const wrong = this.step(text[this.at++], path);
        if (wrong) return `${wrong} (in ${this.place()})`;
      }
      return '';
    }

    step(sign, path) {
      switch (sign) {
        case '"': return this.string(path);
        case '{':
        case '[':
          path.push(sign === '[' ? 0 : '');
          return path.length > DEPTH_MAX ? `the result is nested deeper than ${DEPTH_MAX} levels` : '';
        case '}':
        case ']': path.pop(); return '';
        case ',':
          if (typeof path[path.length - 1] === 'number') path[path.length - 1] = Number(path[path.length - 1]) + 1;
          return '';
        default: return '';
      }
    }

    string(path) {
      const { text } = this;
      const from = this.at;
      let half = false;
      for (let unit = text.charCodeAt(this.at); unit !== QUOTE; unit = text.charCodeAt(this.at)) {
        if (unit === BACKSLASH) half ||= text.startsWith('ud', this.at + 1) && text[this.at + 3] > '7';
        this.at += unit === BACKSLASH ? 2 : 1;
      }
      const length = this.at++ - from;
      const isName = text[this.at] === ':';
      if (isName) path[path.length - 1] = text.slice(from, from + Math.min(length, SHOWN_CHARS));
      // In a string it travels as the escape that it is here; a name is looked up and sorted by, so it must be text.
      if (half && isName) return 'the result holds half a surrogate pair, which is no character, in the name of a member';
      return isName && length > NAME_CHARS ? `the result has a member whose name is longer than ${NAME_CHARS} characters` : '';
    }

    place() {
      let place = 'result';
      for (const step of this.path) place += typeof step === 'number' ? `[${step}]` : `.${step}`;
      return place.length <= SHOWN_CHARS ? place : `${place.slice(0, SHOWN_CHARS)}…`;
    }
  }

  parts.limits = { flaw };
})(/** @type {any} */ (globalThis).kithParts ??= {});
