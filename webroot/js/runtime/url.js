// @ts-check
// URL and URLSearchParams of the URL Standard, the same in every engine. They only parse: nothing is fetched. One of the classic
// scripts that realm.js names.
(function (parts) {
  'use strict';
  const { Malformed, PORTS, QUERY, USERINFO, cut, encoded, hex, hostOf, hostText, isDigit, isLetter, isSlash, parsed, path, pathText, percentDecoded, portOf,
    schemeOf, special, written } = parts.address;

  function tried(input, base) {
    try {
      return parsed(`${input}`, base === undefined ? null : parsed(`${base}`, null));
    } catch (thrown) {
      if (thrown instanceof Malformed) return undefined;
      throw thrown;
    }
  }

  class URL {
    #url;
    #params;
    constructor(...given) {
      if (given.length === 0) throw new TypeError('URL needs a text');
      this.#url = tried(given[0], given[1]);
      if (!this.#url) throw new TypeError(`Invalid URL: ${given[0]}`);
    }
    static canParse(input, base) { return tried(input, base) !== undefined; }
    static parse(input, base) { return URL.canParse(input, base) ? new URL(input, base) : null; }
    get href() { return written(this.#url); }
    set href(text) {
      this.#url = new URL(text).#url;
      this.#refresh();
    }
    get origin() { return special(this.#url) && this.#url.scheme !== 'file' ? `${this.#url.scheme}://${hostText(this.#url)}` : 'null'; }
    get protocol() { return `${this.#url.scheme}:`; }
    set protocol(text) {
      const scheme = schemeOf(`${cleanedInside(`${text}`)}:`);
      const url = this.#url;
      if (!scheme || scheme in PORTS !== special(url) || (scheme === 'file' && (url.username || url.password || url.port)) || (url.scheme === 'file' && url.host === '')) return;
      url.scheme = scheme;
      if (PORTS[scheme] === url.port) url.port = '';
    }
    get username() { return this.#url.username; }
    set username(text) { if (this.#mayHavePort()) this.#url.username = encoded(`${text}`, USERINFO); }
    get password() { return this.#url.password; }
    set password(text) { if (this.#mayHavePort()) this.#url.password = encoded(`${text}`, USERINFO); }
    get host() { return hostText(this.#url); }
    set host(text) { this.#setHost(`${text}`, true); }
    get hostname() { return this.#url.host ?? ''; }
    set hostname(text) { this.#setHost(`${text}`, false); }
    get port() { return this.#url.port; }
    set port(text) {
      if (!this.#mayHavePort()) return;
      const digits = leadingDigits(cleanedInside(`${text}`));
      if (`${text}` === '' || (digits !== '' && Number(digits) <= 65535)) this.#url.port = portOf(this.#url, digits);
    }
    get pathname() { return pathText(this.#url); }
    set pathname(text) {
      if (typeof this.#url.path === 'string') return;
      this.#url.path = [];
      const clean = `${text}`.replaceAll('\t', '').replaceAll('\n', '').replaceAll('\r', '').replaceAll('?', '%3F').replaceAll('#', '%23');
      path(this.#url, clean === '' || isSlash(clean[0], special(this.#url)) ? clean : `/${clean}`);
    }
    get search() { return this.#url.query ? `?${this.#url.query}` : ''; }
    set search(text) {
      const value = `${text}`;
      this.#url.query = value === '' ? null : encoded(cleanedInside(value.startsWith('?') ? value.slice(1) : value), special(this.#url) ? `${QUERY}'` : QUERY);
      this.#refresh();
    }
    get searchParams() {
      return this.#params ??= new URLSearchParams(this.#url.query ?? '', (text) => { this.#url.query = text === '' ? null : text; }, LINK);
    }
    get hash() { return this.#url.fragment ? `#${this.#url.fragment}` : ''; }
    set hash(text) {
      const value = `${text}`;
      this.#url.fragment = value === '' ? null : encoded(cleanedInside(value.startsWith('#') ? value.slice(1) : value), ' "<>`');
    }
    toString() { return this.href; }
    toJSON() { return this.href; }
    #mayHavePort() { return Boolean(this.#url.host) && this.#url.scheme !== 'file'; }
    #setHost(text, withPort) {
      const url = this.#url;
      if (typeof url.path === 'string') return;
      const all = upTo(cleanedInside(text), special(url) ? '/\\?#' : '/?#');
      const colon = all.indexOf(':', Math.max(0, all.lastIndexOf(']')));
      const name = colon < 0 || url.scheme === 'file' ? all : all.slice(0, colon);
      const digits = colon < 0 ? '' : leadingDigits(all.slice(colon + 1));
      if (colon >= 0 && (!withPort || name === '')) return;
      const bare = name === '' && url.scheme !== 'file' && (special(url) || url.username || url.password || url.port);
      try {
        if (!bare) this.#url = { ...url, host: hostFor(url, name), port: digits === '' ? url.port : portOf(url, digits) };
      } catch (thrown) {
        if (!(thrown instanceof Malformed)) throw thrown; // what is no host changes nothing
      }
    }
    #refresh() { this.#params?.[RELOAD](this.#url.query ?? '', LINK); }
  }

  const LINK = {};
  const RELOAD = Symbol('reload');

  function hostFor(url, name) {
    const host = name === '' ? '' : hostOf(name, special(url));
    return url.scheme === 'file' && host === 'localhost' ? '' : host;
  }

  function upTo(text, ends) {
    let end = 0;
    while (end < text.length && !ends.includes(text[end])) end++;
    return text.slice(0, end);
  }

  function leadingDigits(text) {
    let end = 0;
    while (end < text.length && isDigit(text[end])) end++;
    return text.slice(0, end);
  }

  function cleanedInside(text) { return text.replaceAll('\t', '').replaceAll('\n', '').replaceAll('\r', ''); }

  /** application/x-www-form-urlencoded */
  function formEncoded(text) {
    let out = '';
    for (const byte of parts.text.utf8(text)) {
      const c = String.fromCharCode(byte);
      out += byte === 0x20 ? '+' : byte < 0x80 && (isLetter(c) || isDigit(c) || '*-._'.includes(c)) ? c : hex(byte);
    }
    return out;
  }

  function formDecoded(text) {
    return text.split('&').filter((pair) => pair !== '').map((pair) => {
      const [name, value] = cut(pair, '=');
      return [name, value ?? ''].map((half) => percentDecoded(half.replaceAll('+', ' ')));
    });
  }

  function usv(value) { return `${value}`.toWellFormed(); }

  function pairsOf(init) {
    if (typeof init !== 'object' || init === null) {
      const text = usv(init);
      return formDecoded(text.startsWith('?') ? text.slice(1) : text);
    }
    if (typeof init[Symbol.iterator] !== 'function') return Object.entries(init).map(([name, value]) => [usv(name), usv(value)]);
    return [...init].map((pair) => {
      const both = [...pair];
      if (both.length !== 2) throw new TypeError('URLSearchParams: each pair must have a name and a value');
      return both.map(usv);
    });
  }

  class URLSearchParams {
    #list;
    #changed = (/** @type {string} */ _) => {};
    constructor(init = '', changed = undefined, link = undefined) {
      this.#list = link === LINK ? formDecoded(init) : pairsOf(init);
      if (link === LINK) this.#changed = changed;
    }
    [RELOAD](query, link) { if (link === LINK) this.#list = formDecoded(query); }
    #edit(list) {
      this.#list = list;
      this.#changed(this.toString());
    }
    get size() { return this.#list.length; }
    append(name, value) { this.#edit([...this.#list, [usv(name), usv(value)]]); }
    delete(name, value) { this.#edit(this.#list.filter((pair) => !matches(pair, name, value))); }
    get(name) { return this.#list.find((pair) => pair[0] === usv(name))?.[1] ?? null; }
    getAll(name) { return this.#list.filter((pair) => pair[0] === usv(name)).map((pair) => pair[1]); }
    has(name, value) { return this.#list.some((pair) => matches(pair, name, value)); }
    set(name, value) {
      const at = this.#list.findIndex((pair) => pair[0] === usv(name));
      if (at < 0) return this.append(name, value);
      this.#edit(this.#list.filter((pair, i) => i <= at || pair[0] !== usv(name)).map((pair, i) => (i === at ? [pair[0], usv(value)] : pair)));
    }
    sort() { this.#edit(this.#list.slice().sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))); }
    forEach(callback, self) { for (const [name, value] of this) callback.call(self, value, name, this); }
    *entries() { for (let i = 0; i < this.#list.length; i++) yield this.#list[i].slice(); }
    *keys() { for (let i = 0; i < this.#list.length; i++) yield this.#list[i][0]; }
    *values() { for (let i = 0; i < this.#list.length; i++) yield this.#list[i][1]; }
    [Symbol.iterator]() { return this.entries(); }
    toString() { return this.#list.map(([name, value]) => `${formEncoded(name)}=${formEncoded(value)}`).join('&'); }
  }

  function matches(pair, name, value) { return pair[0] === usv(name) && (value === undefined || pair[1] === usv(value)); }

  parts.url = { URL, URLSearchParams };
})(/** @type {any} */ (globalThis).kithParts ??= {});
