// @ts-check
// Parses and writes URLs as the URL Standard (4.4, 4.5) says, in pieces instead of by its state machine. Hosts beyond ASCII and
// `xn--` are refused: their tables are larger than this runtime. One of the classic scripts that realm.js names.
(function (parts) {
  'use strict';
  const PORTS = { __proto__: null, http: '80', https: '443', ws: '80', wss: '443', ftp: '21', file: '' };
  const QUERY = ' "#<>';
  const PATH = `${QUERY}?^\`{}`;
  const USERINFO = `${PATH}/:;=@[\\]|`;
  const FORBIDDEN_HOST = '\0\t\n\r #/:<>?@[\\]^|';
  const HEX = '0123456789ABCDEF';

  class Malformed extends Error {}

  function special(url) { return url.scheme in PORTS; }

  function hex(byte) { return `%${HEX[byte >> 4]}${HEX[byte & 15]}`; }

  /** Percent-encodes what is not printable ASCII, and the characters of `set`. */
  function encoded(text, set) {
    let out = '';
    for (const byte of parts.text.utf8(text)) {
      const character = String.fromCharCode(byte);
      out += byte < 0x20 || byte > 0x7e || set.includes(character) ? hex(byte) : character;
    }
    return out;
  }

  function digit(text) { return text.length === 1 ? HEX.indexOf(text.toUpperCase()) : -1; }

  function percentDecoded(text) {
    const from = parts.text.utf8(text);
    const bytes = [];
    for (let i = 0; i < from.length; i++) {
      const [high, low] = from[i] === 0x25 ? [digit(String.fromCharCode(from[i + 1] || 0)), digit(String.fromCharCode(from[i + 2] || 0))] : [-1, -1];
      if (high >= 0 && low >= 0) i += 2;
      bytes.push(high >= 0 && low >= 0 ? high * 16 + low : from[i]);
    }
    return new parts.text.TextDecoder('utf-8', { ignoreBOM: true }).decode(new Uint8Array(bytes));
  }

  function isLetter(c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  function isDigit(c) { return c >= '0' && c <= '9' && c.length === 1; }

  function drive(text) { return text.length === 2 && isLetter(text[0]) && (text[1] === ':' || text[1] === '|'); }

  function startsWithDrive(text) { return drive(text.slice(0, 2)) && (text.length === 2 || '/\\?#'.includes(text[2])); }

  function schemeOf(text) {
    if (!isLetter(text[0] ?? '')) return undefined;
    for (let i = 1; i < text.length; i++) {
      if (text[i] === ':') return text.slice(0, i).toLowerCase();
      if (!isLetter(text[i]) && !isDigit(text[i]) && !'+-.'.includes(text[i])) return undefined;
    }
    return undefined;
  }

  function cleaned(input) {
    let from = 0;
    let to = input.length;
    while (from < to && input[from] <= ' ') from++;
    while (to > from && input[to - 1] <= ' ') to--;
    let out = '';
    for (const c of input.slice(from, to)) if (c !== '\t' && c !== '\n' && c !== '\r') out += c;
    return out;
  }

  function cut(text, mark) {
    const at = text.indexOf(mark);
    return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
  }

  /** @throws {Malformed} */
  function parsed(input, base) {
    const [before, fragment] = cut(cleaned(input), '#');
    const [rest, query] = cut(before, '?');
    const url = { scheme: '', username: '', password: '', host: null, port: '', path: /** @type {any} */ ([]), query: null, fragment: null };
    const scheme = schemeOf(rest);
    if (scheme !== undefined) withScheme(url, scheme, rest.slice(scheme.length + 1), base, query);
    else withoutScheme(url, rest, base, query, fragment);
    if (query !== null) url.query = encoded(query, special(url) ? `${QUERY}'` : QUERY);
    if (fragment !== null) url.fragment = encoded(fragment, ' "<>`');
    return url;
  }

  function withScheme(url, scheme, rest, base, query) {
    url.scheme = scheme;
    if (scheme === 'file') return file(url, rest, base?.scheme === 'file' ? base : null, query);
    if (special(url)) {
      if (base?.scheme === scheme && !(isSlash(rest[0], true) && isSlash(rest[1], true))) {
        if (!rest.startsWith('//')) return relative(url, rest, base, query);
      }
      return authority(url, withoutSlashes(rest));
    }
    if (rest.startsWith('//')) return authority(url, rest.slice(2));
    if (rest.startsWith('/')) return path(url, rest);
    url.path = opaquePath(rest);
  }

  /** A space at its end would be lost when it is parsed again. */
  function opaquePath(rest) { return encoded(rest, ''); }

  function withoutScheme(url, rest, base, query, fragment) {
    if (!base) throw new Malformed();
    url.scheme = base.scheme;
    if (typeof base.path === 'string') {
      if (rest !== '' || query !== null || fragment === null) throw new Malformed();
      Object.assign(url, base, { fragment: null });
    } else if (base.scheme === 'file') {
      file(url, rest, base, query);
    } else {
      relative(url, rest, base, query);
    }
  }

  function isSlash(c, backToo) { return c === '/' || (backToo && c === '\\'); }

  function withoutSlashes(text) {
    let at = 0;
    while (isSlash(text[at], true)) at++;
    return text.slice(at);
  }

  function relative(url, rest, base, query) {
    const back = special(url);
    if (isSlash(rest[0], back) && isSlash(rest[1], back)) return authority(url, back ? withoutSlashes(rest) : rest.slice(2));
    Object.assign(url, { username: base.username, password: base.password, host: base.host, port: base.port });
    if (isSlash(rest[0], back)) return path(url, rest);
    url.path = base.path.slice();
    if (rest === '') {
      if (query === null) url.query = base.query;
      return;
    }
    url.path.pop();
    path(url, rest);
  }

  function file(url, rest, base, query) {
    url.host = '';
    if (isSlash(rest[0], true) && isSlash(rest[1], true)) return fileHost(url, rest.slice(2));
    if (isSlash(rest[0], true)) {
      if (base) {
        url.host = base.host;
        if (!startsWithDrive(rest.slice(1)) && base.path.length > 0 && drive(base.path[0]) && base.path[0][1] === ':') url.path.push(base.path[0]);
      }
      return path(url, rest);
    }
    if (!base) return path(url, rest);
    url.host = base.host;
    url.path = base.path.slice();
    if (rest === '') {
      if (query === null) url.query = base.query;
    } else {
      if (startsWithDrive(rest)) url.path = [];
      else shorten(url);
      path(url, rest);
    }
  }

  function fileHost(url, rest) {
    let end = 0;
    while (end < rest.length && !isSlash(rest[end], true)) end++;
    const name = rest.slice(0, end);
    if (drive(name)) return path(url, rest);
    if (name !== '') url.host = hostOf(name, true);
    if (url.host === 'localhost') url.host = '';
    path(url, rest.slice(end));
  }

  function authority(url, rest) {
    const back = special(url);
    let end = 0;
    while (end < rest.length && !isSlash(rest[end], back)) end++;
    const all = rest.slice(0, end);
    const at = all.lastIndexOf('@');
    if (at >= 0) {
      const [name, word] = cut(all.slice(0, at), ':');
      url.username = encoded(name, USERINFO);
      url.password = encoded(word ?? '', USERINFO);
    }
    hostAndPort(url, all.slice(at + 1), at >= 0);
    path(url, rest.slice(end));
  }

  function hostAndPort(url, text, credentials) {
    const colon = text.indexOf(':', Math.max(0, text.lastIndexOf(']')));
    const name = colon < 0 ? text : text.slice(0, colon);
    if (name === '' && (special(url) || credentials || colon >= 0)) throw new Malformed();
    url.host = hostOf(name, special(url));
    if (colon >= 0) url.port = portOf(url, text.slice(colon + 1));
  }

  function portOf(url, text) {
    if (text === '') return '';
    for (const c of text) if (!isDigit(c)) throw new Malformed();
    const port = Number(text);
    if (port > 65535) throw new Malformed();
    return PORTS[url.scheme] === `${port}` ? '' : `${port}`;
  }

  function hostOf(name, isSpecial) {
    if (name.startsWith('[')) {
      if (!name.endsWith(']')) throw new Malformed();
      return `[${written6(parsed6(name.slice(1, -1)))}]`;
    }
    if (!isSpecial) {
      for (const c of name) if (FORBIDDEN_HOST.includes(c)) throw new Malformed();
      return encoded(name, '');
    }
    const domain = percentDecoded(name).toLowerCase();
    for (const c of domain) if (c > '~' || c < '!' || FORBIDDEN_HOST.includes(c) || c === '%') throw new Malformed();
    if (domain === '' || domain.split('.').some((label) => label.startsWith('xn--'))) throw new Malformed();
    return endsInNumber(domain) ? parsed4(domain) : domain;
  }

  function endsInNumber(domain) {
    const labels = domain.split('.');
    if (labels[labels.length - 1] === '' && labels.length > 1) labels.pop();
    const last = labels[labels.length - 1];
    return last !== '' && ([...last].every(isDigit) || !Number.isNaN(number4(last)));
  }

  /** A part of an IPv4 address: decimal, 0x hexadecimal or 0 octal. */
  function number4(text) {
    const lower = text.toLowerCase();
    const radix = lower.startsWith('0x') ? 16 : lower.length > 1 && lower.startsWith('0') ? 8 : 10;
    const digits = lower.slice(radix === 16 ? 2 : radix === 8 ? 1 : 0);
    if (lower === '') return NaN;
    let value = 0;
    for (const c of digits) {
      const d = digit(c);
      if (d < 0 || d >= radix) return NaN;
      value = value * radix + d;
    }
    return value;
  }

  function parsed4(domain) {
    const labels = domain.split('.');
    if (labels[labels.length - 1] === '' && labels.length > 1) labels.pop();
    const numbers = labels.map(number4);
    const last = numbers.pop();
    const bad = numbers.length > 3 || numbers.some((n) => !(n <= 255)) || !(last < 256 ** (4 - numbers.length));
    if (bad) throw new Malformed();
    const address = numbers.reduce((sum, n, i) => sum + n * 256 ** (3 - i), last);
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
  }

  /** @returns {number[]} eight pieces */
  function parsed6(text) {
    const halves = text.split('::');
    if (halves.length > 2) throw new Malformed();
    const [head, tail] = halves.map((half, i) => pieces6(half, i === halves.length - 1));
    const missing = 8 - head.length - (tail?.length ?? 0);
    if (tail ? missing < 1 : missing !== 0) throw new Malformed();
    return tail ? [...head, ...new Array(missing).fill(0), ...tail] : head;
  }

  function pieces6(text, mayEndIn4) {
    if (text === '') return [];
    const out = [];
    const words = text.split(':');
    for (let i = 0; i < words.length; i++) {
      if (mayEndIn4 && i === words.length - 1 && words[i].includes('.')) {
        const four = words[i].split('.');
        if (four.length !== 4 || four.some((n) => n === '' || ![...n].every(isDigit) || (n.length > 1 && n[0] === '0') || Number(n) > 255)) throw new Malformed();
        out.push(Number(four[0]) * 256 + Number(four[1]), Number(four[2]) * 256 + Number(four[3]));
      } else {
        if (words[i].length < 1 || words[i].length > 4 || [...words[i]].some((c) => digit(c) < 0)) throw new Malformed();
        out.push(Number.parseInt(words[i], 16));
      }
    }
    return out;
  }

  /** The first of the longest runs of at least two zeros is left out. */
  function written6(pieces) {
    let best = -1;
    let length = 1;
    for (let i = 0; i < 8; i++) {
      let run = 0;
      while (i + run < 8 && pieces[i + run] === 0) run++;
      if (run > length) [best, length] = [i, run];
    }
    const text = (from, to) => pieces.slice(from, to).map((piece) => piece.toString(16)).join(':');
    return best < 0 ? text(0, 8) : `${text(0, best)}::${text(best + length, 8)}`;
  }

  function shorten(url) {
    if (url.scheme === 'file' && url.path.length === 1 && drive(url.path[0]) && url.path[0][1] === ':') return;
    url.path.pop();
  }

  function dots(segment) {
    const text = segment.toLowerCase().replaceAll('%2e', '.');
    return text === '.' ? 1 : text === '..' ? 2 : 0;
  }

  function path(url, text) {
    const back = special(url);
    if (text === '' && !back) return;
    const segments = (back ? text.replaceAll('\\', '/') : text).split('/');
    if (segments[0] === '' && segments.length > 1) segments.shift();
    segments.forEach((segment, i) => {
      const last = i === segments.length - 1;
      const up = dots(segment);
      if (up === 2) shorten(url);
      if (up > 0) {
        if (last) url.path.push('');
      } else {
        const letter = url.scheme === 'file' && url.path.length === 0 && drive(segment);
        url.path.push(letter ? `${segment[0]}:` : encoded(segment, PATH));
      }
    });
  }

  function pathText(url) { return typeof url.path === 'string' ? url.path : url.path.map((segment) => `/${segment}`).join(''); }

  function hostText(url) { return url.host === null ? '' : url.host + (url.port === '' ? '' : `:${url.port}`); }

  function written(url) {
    const credentials = url.username || url.password ? `${url.username}${url.password && `:${url.password}`}@` : '';
    const guard = url.host === null && typeof url.path !== 'string' && url.path.length > 1 && url.path[0] === '' ? '/.' : '';
    return `${url.scheme}:${url.host === null ? guard : `//${credentials}${hostText(url)}`}${pathText(url)}`
      + `${url.query === null ? '' : `?${url.query}`}${url.fragment === null ? '' : `#${url.fragment}`}`;
  }

  parts.address = { Malformed, PORTS, QUERY, USERINFO, cut, encoded, hex, hostOf, hostText, isDigit, isLetter, isSlash, parsed, path, pathText, percentDecoded, portOf, schemeOf, special, written };
})(/** @type {any} */ (globalThis).kithParts ??= {});
