// @ts-check
// What the web calls TextEncoder, TextDecoder, atob, btoa and DOMException, the same in every engine. One of the classic scripts
// that realm.js names. Made when job code first asks for one of them.
(function (parts) {
  'use strict';
  const { fromCharCode } = String;
  const { apply } = Reflect;
  const CHUNK = 4096;
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const LABELS = {
    'utf-8': ['unicode-1-1-utf-8', 'unicode11utf8', 'unicode20utf8', 'utf-8', 'utf8', 'x-unicode20utf8'],
    'utf-16le': ['csunicode', 'iso-10646-ucs-2', 'ucs-2', 'unicode', 'unicodefeff', 'utf-16', 'utf-16le'],
    'windows-1252': ['ansi_x3.4-1968', 'ascii', 'cp1252', 'cp819', 'csisolatin1', 'ibm819', 'iso-8859-1', 'iso-ir-100', 'iso8859-1', 'iso88591',
      'iso_8859-1', 'iso_8859-1:1987', 'l1', 'latin1', 'us-ascii', 'windows-1252', 'x-cp1252'],
  };
  const WINDOWS_1252 = '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f'
    + '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

  /** The bytes of a buffer or a view of one. */
  function bytesOf(source) {
    if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
    return new Uint8Array(ArrayBuffer.prototype.slice.call(source, 0)); // throws TypeError for anything else
  }

  /** The code point at `at`; a lone surrogate is U+FFFD. */
  function scalar(text, at) {
    const point = text.codePointAt(at);
    return point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
  }

  function size(point) { return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4; }

  function put(bytes, at, point) {
    if (point < 0x80) {
      bytes[at] = point;
      return at + 1;
    }
    const length = size(point);
    for (let i = length - 1; i > 0; i--) {
      bytes[at + i] = 0x80 | (point & 0x3f);
      point >>= 6;
    }
    bytes[at] = (0xf00 >> length) & 0xff | point;
    return at + length;
  }

  function utf8(text) {
    const bytes = new Uint8Array(text.length * 3);
    let at = 0;
    for (let i = 0; i < text.length; i++) {
      const point = scalar(text, i);
      if (point > 0xffff) i++;
      at = put(bytes, at, point);
    }
    return bytes.slice(0, at);
  }

  class TextEncoder {
    get encoding() { return 'utf-8'; }
    encode(text = '') { return utf8(`${text}`); }
    encodeInto(text, target) {
      const source = `${text}`;
      let read = 0;
      let written = 0;
      while (read < source.length) {
        const point = scalar(source, read);
        if (written + size(point) > target.length) break;
        written = put(target, written, point);
        read += point > 0xffff ? 2 : 1;
      }
      return { read, written };
    }
  }

  /** Gathers code units into text. */
  class Units {
    #text = '';
    #units = [];
    unit(unit) {
      this.#units.push(unit);
      if (this.#units.length >= CHUNK) this.#flush();
    }
    point(point) {
      if (point > 0xffff) {
        this.unit(0xd800 + ((point - 0x10000) >> 10));
        this.unit(0xdc00 + ((point - 0x10000) & 0x3ff));
      } else {
        this.unit(point);
      }
    }
    #flush() {
      this.#text += apply(fromCharCode, null, this.#units);
      this.#units.length = 0;
    }
    end() {
      this.#flush();
      return this.#text;
    }
  }

  /** The UTF-8 decoder of the Encoding Standard, 8.1.1: one U+FFFD for each longest piece that can't go on. */
  function utf8Decoder(bad) {
    let needed = 0;
    let point = 0;
    let lower = 0x80;
    let upper = 0xbf;
    function lead(byte, out) {
      if (byte < 0x80) return out.unit(byte);
      if (byte < 0xc2 || byte > 0xf4) return bad(out);
      needed = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
      if (byte === 0xe0) lower = 0xa0;
      if (byte === 0xed) upper = 0x9f;
      if (byte === 0xf0) lower = 0x90;
      if (byte === 0xf4) upper = 0x8f;
      point = byte & (0x3f >> needed);
    }
    return {
      take(byte, out) {
        if (needed === 0) return lead(byte, out);
        const fits = byte >= lower && byte <= upper;
        lower = 0x80;
        upper = 0xbf;
        if (!fits) {
          needed = 0;
          bad(out);
          return lead(byte, out);
        }
        point = (point << 6) | (byte & 0x3f);
        if (--needed === 0) out.point(point);
      },
      end(out) {
        if (needed > 0) bad(out);
        needed = 0;
        lower = 0x80;
        upper = 0xbf;
      },
    };
  }

  function utf16Decoder(bad) {
    let low = -1;
    let lead = 0;
    return {
      take(byte, out) {
        if (low < 0) return void (low = byte);
        const unit = low | (byte << 8);
        low = -1;
        if (lead && unit >= 0xdc00 && unit <= 0xdfff) {
          out.unit(lead);
          out.unit(unit);
          lead = 0;
          return;
        }
        if (lead) bad(out);
        lead = unit >= 0xd800 && unit <= 0xdbff ? unit : 0;
        if (lead) return;
        if (unit >= 0xdc00 && unit <= 0xdfff) bad(out);
        else out.unit(unit);
      },
      end(out) {
        if (lead || low >= 0) bad(out);
        lead = 0;
        low = -1;
      },
    };
  }

  function windowsDecoder() {
    return { take(byte, out) { out.unit(byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252.charCodeAt(byte - 0x80) : byte); }, end() {} };
  }

  const DECODERS = { 'utf-8': utf8Decoder, 'utf-16le': utf16Decoder, 'windows-1252': windowsDecoder };

  function replace(out) { out.unit(0xfffd); }

  function refuse() { throw new TypeError('The encoded data was not valid'); }

  class TextDecoder {
    #encoding;
    #fatal;
    #ignoreBOM;
    #decoder;
    #begun = false;
    constructor(label = 'utf-8', options = {}) {
      const wanted = `${label}`.trim().toLowerCase();
      this.#encoding = Object.keys(LABELS).find((name) => LABELS[name].includes(wanted));
      if (!this.#encoding) throw new RangeError(`The encoding '${label}' is not supported`);
      this.#fatal = Boolean(options?.fatal);
      this.#ignoreBOM = Boolean(options?.ignoreBOM);
    }
    get encoding() { return this.#encoding; }
    get fatal() { return this.#fatal; }
    get ignoreBOM() { return this.#ignoreBOM; }
    decode(input, options = {}) {
      const bytes = input === undefined ? new Uint8Array(0) : bytesOf(input);
      const decoder = this.#decoder ??= DECODERS[this.#encoding](this.#fatal ? refuse : replace);
      const out = new Units();
      const more = Boolean(options?.stream);
      try {
        for (let i = 0; i < bytes.length; i++) decoder.take(bytes[i], out);
        if (!more) decoder.end(out);
      } catch (thrown) {
        this.#decoder = undefined;
        this.#begun = false;
        throw thrown;
      }
      return this.#withoutMark(out.end(), more);
    }
    #withoutMark(text, more) {
      const first = !this.#begun && text.length > 0;
      this.#begun = more && (this.#begun || first);
      if (!more) this.#decoder = undefined;
      return first && !this.#ignoreBOM && this.#encoding !== 'windows-1252' && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    }
  }

  const CODES = { InvalidCharacterError: 5, NotSupportedError: 9, SyntaxError: 12, TypeMismatchError: 17, QuotaExceededError: 22, DataCloneError: 25 };

  class DOMException extends Error {
    constructor(message = '', name = 'Error') {
      super(`${message}`);
      Object.defineProperty(this, 'name', { value: `${name}`, writable: true, configurable: true });
      Object.defineProperty(this, 'code', { value: CODES[`${name}`] ?? 0, writable: true, configurable: true });
    }
  }

  function btoa(data) {
    const text = `${data}`;
    let out = '';
    for (let i = 0; i < text.length; i += 3) {
      const [a, b, c] = [text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)];
      if (a > 255 || b > 255 || c > 255) throw new DOMException('btoa: the text has characters beyond Latin-1', 'InvalidCharacterError');
      out += DIGITS[a >> 2] + DIGITS[((a & 3) << 4) | (b >> 4)] + (i + 1 < text.length ? DIGITS[((b & 15) << 2) | (c >> 6)] : '=')
        + (i + 2 < text.length ? DIGITS[c & 63] : '=');
    }
    return out;
  }

  /** Forgiving base64: white space does not count, padding may be left out. */
  function atob(data) {
    let text = '';
    for (const character of `${data}`) if (!'\t\n\f\r '.includes(character)) text += character;
    if (text.length % 4 === 0) text = text.endsWith('==') ? text.slice(0, -2) : text.endsWith('=') ? text.slice(0, -1) : text;
    const out = new Units();
    let bits = 0;
    for (let i = 0; i < text.length; i++) {
      const digit = DIGITS.indexOf(text[i]);
      if (digit < 0 || text.length % 4 === 1) throw new DOMException('atob: the text is not base64', 'InvalidCharacterError');
      bits = ((bits << 6) | digit) & 0xffffff;
      const have = (i % 4) * 6 + 6;
      if (have >= 12) out.unit((bits >> (have === 12 ? 4 : have === 18 ? 2 : 0)) & 0xff);
    }
    return out.end();
  }

  parts.text = { utf8, bytesOf, TextEncoder, TextDecoder, DOMException, atob, btoa };
})(/** @type {any} */ (globalThis).kithParts ??= {});
