// @ts-check
// Who this browser is to a node: a key pair that never leaves the browser, and what it was told when it joined. In IndexedDB,
// since only there can a key be kept that no script can read.

import { base64url } from '../js/manifest.js';

/**
 * @typedef {{workerId: string, label: string, spki: string, alg: string, pin: string}} Membership
 * @typedef {{shards: number, micros: number}} Given
 * @typedef {{keys: CryptoKeyPair, membership?: Membership, given: Given}} Identity
 */

const STORE = 'identities';

/** @param {string} node base URL of the node */
export async function loadIdentity(node) {
  const database = await opened();
  /** @type {Identity | undefined} */
  const found = await settled(database.transaction(STORE).objectStore(STORE).get(node));
  if (found) return found;
  const keys = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']));
  /** @type {Identity} */
  const made = { keys, given: { shards: 0, micros: 0 } };
  await saveIdentity(node, made);
  return made;
}

/** @param {string} node @param {Identity} identity */
export async function saveIdentity(node, identity) {
  const database = await opened();
  await settled(database.transaction(STORE, 'readwrite').objectStore(STORE).put(identity, node));
}

/** Key and membership are gone for good. @param {string} node */
export async function forgetIdentity(node) {
  const database = await opened();
  await settled(database.transaction(STORE, 'readwrite').objectStore(STORE).delete(node));
}

/** @param {Identity} identity @returns {Promise<string>} SPKI, base64url */
export async function publicKey(identity) {
  return base64url(new Uint8Array(await crypto.subtle.exportKey('spki', identity.keys.publicKey)));
}

/** @param {Identity} identity @param {string} text @returns {Promise<string>} raw r and s, base64url */
export async function sign(identity, text) {
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  return base64url(new Uint8Array(await crypto.subtle.sign(algorithm, identity.keys.privateKey, new TextEncoder().encode(text))));
}

/** @type {Promise<IDBDatabase> | undefined} */
let database;

function opened() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('kith-volunteer', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return database;
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
