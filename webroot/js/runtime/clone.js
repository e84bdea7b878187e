// @ts-check
// structuredClone, the same in every engine. One of the classic scripts that realm.js names.
(function (parts) {
  'use strict';
  const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const { DOMException } = parts.text;

  function refused(what) { return new DOMException(`${what} could not be cloned.`, 'DataCloneError'); }

  function shown(value) {
    if (typeof value === 'symbol') return value.toString();
    return typeof value === 'function' ? `the function ${value.name || ''}`.trim() : 'an object of this kind';
  }

  /** Whether `read`, the getter or method of one kind of built-in, works on it: which does not ask the object's own code. */
  function is(value, read) {
    try {
      read.call(value);
      return true;
    } catch {
      return false;
    }
  }

  const getter = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;
  const bufferLength = getter(ArrayBuffer.prototype, 'byteLength');
  const mapSize = getter(Map.prototype, 'size');
  const setSize = getter(Set.prototype, 'size');
  const viewTag = getter(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
  const PRIMITIVES = [Boolean, Number, String, BigInt];

  class Cloner {
    #known = new Map();

    /** @param {any[]} moved buffers that are handed over */
    constructor(moved) {
      for (const buffer of moved) {
        if (!is(buffer, bufferLength) || this.#known.has(buffer)) throw refused('A value of the transfer list');
        this.#known.set(buffer, buffer.transfer());
      }
    }

    clone(value) {
      if (typeof value === 'symbol' || typeof value === 'function') throw refused(shown(value));
      if (typeof value !== 'object' || value === null) return value;
      if (this.#known.has(value)) return this.#known.get(value);
      return this.#builtIn(value) ?? this.#plain(value);
    }

    #keep(value, copy) {
      this.#known.set(value, copy);
      return copy;
    }

    #builtIn(value) {
      for (const type of PRIMITIVES) if (is(value, type.prototype.valueOf)) return this.#keep(value, Object(type.prototype.valueOf.call(value)));
      if (is(value, Date.prototype.getTime)) return this.#keep(value, new Date(Date.prototype.getTime.call(value)));
      if (value instanceof RegExp) return this.#keep(value, new RegExp(value.source, value.flags));
      if (is(value, bufferLength)) return this.#keep(value, ArrayBuffer.prototype.slice.call(value, 0));
      if (ArrayBuffer.isView(value)) return this.#view(value);
      if (is(value, mapSize)) return this.#map(value);
      if (is(value, setSize)) return this.#set(value);
      return value instanceof Error ? this.#error(value) : undefined;
    }

    #view(view) {
      const buffer = this.clone(view.buffer);
      const name = viewTag.call(view);
      return this.#keep(view, name ? new globalThis[name](buffer, view.byteOffset, view.length) : new DataView(buffer, view.byteOffset, view.byteLength));
    }

    #map(map) {
      const copy = this.#keep(map, new Map());
      for (const [key, value] of [...Map.prototype.entries.call(map)]) copy.set(this.clone(key), this.clone(value));
      return copy;
    }

    #set(set) {
      const copy = this.#keep(set, new Set());
      for (const value of [...Set.prototype.values.call(set)]) copy.add(this.clone(value));
      return copy;
    }

    #error(error) {
      const message = Object.hasOwn(error, 'message') ? `${error.message}` : undefined;
      const copy = this.#keep(error, new (ERRORS[error.name] ?? Error)(message));
      const members = { stack: error.stack };
      for (const [name, text] of Object.entries(members)) {
        if (text !== undefined) Object.defineProperty(copy, name, { value: text, writable: true, configurable: true });
      }
      if (Object.hasOwn(error, 'cause')) Object.defineProperty(copy, 'cause', { value: this.clone(error.cause), writable: true, configurable: true });
      return copy;
    }

    #plain(value) {
      if (opaque(value)) throw refused(shown(value));
      const copy = this.#keep(value, Array.isArray(value) ? new Array(value.length) : {});
      for (const key of Object.keys(value)) {
        Object.defineProperty(copy, key, { value: this.clone(value[key]), writable: true, enumerable: true, configurable: true });
      }
      return copy;
    }
  }

  const OPAQUE = [WeakMap.prototype.has, WeakSet.prototype.has, WeakRef.prototype.deref];

  /** What holds more than its properties say. */
  function opaque(value) {
    return value instanceof Promise || OPAQUE.some((read) => is(value, read));
  }

  function structuredClone(...given) {
    if (given.length === 0) throw new TypeError('structuredClone needs a value');
    return new Cloner([...(given[1]?.transfer ?? [])]).clone(given[0]);
  }

  parts.clone = { structuredClone };
})(/** @type {any} */ (globalThis).kithParts ??= {});
