// @ts-check
// Who this browser is to a node: a key pair that never leaves the browser, and what it was told when it joined. In IndexedDB,
// since only there can a key be kept that no script can read. Where the browser refuses that, it lives as long as the page.

import { base64url } from '../js/manifest.js';

/**
 * @typedef {{workerId: string, label: string, spki: string, alg: string, pin: string, byInvite: boolean}} Membership byInvite: the pin came with the link
 * @typedef {{keys: CryptoKeyPair, membership?: Membership}} Stored
 * @typedef {Stored & {kept: boolean}} Identity kept: whether it outlives the page
 */

const STORE = 'identities';
/** A database that does not even answer counts as refused. */
const PATIENCE_MILLIS = 5_000;

/** @param {string} node base URL of the node @returns {Promise<Identity>} */
export async function loadIdentity(node) {
  try {
    /** @type {Stored | undefined} */
    const found = await inStore('readonly', (store) => store.get(node));
    if (found?.keys) return { keys: found.keys, membership: found.membership, kept: true };
  } catch {
    return { keys: await newKeys(), kept: false };
  }
  const made = { keys: await newKeys(), kept: true };
  await saveIdentity(node, made);
  return made;
}

/** Keeps it, if the browser lets it; else `kept` says that it did not. @param {string} node @param {Identity} identity */
export async function saveIdentity(node, identity) {
  if (!identity.kept) return;
  const { keys, membership } = identity;
  try {
    await inStore('readwrite', (store) => store.put({ keys, membership }, node));
  } catch {
    identity.kept = false;
  }
}

/** Key and membership are gone for good. @param {string} node @param {Identity} identity */
export async function forgetIdentity(node, identity) {
  if (identity.kept) await inStore('readwrite', (store) => store.delete(node));
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

/** @returns {Promise<CryptoKeyPair>} */
async function newKeys() {
  return /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']));
}

/** @type {Promise<IDBDatabase> | undefined} */
let database;

/** @returns {Promise<IDBDatabase>} */
function opened() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('kith-volunteer', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return database;
}

/** @template T @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T>} once it is on disk */
async function inStore(mode, ask) {
  /** @type {number | undefined} */
  let timer;
  const silence = new Promise((_, reject) => { timer = window.setTimeout(() => reject(new Error('the browser’s storage does not answer')), PATIENCE_MILLIS); });
  try {
    return await Promise.race([silence, opened().then((open) => settled(open.transaction(STORE, mode), ask))]);
  } finally {
    clearTimeout(timer);
  }
}

/** @template T @param {IDBTransaction} transaction @param {(store: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T>} */
function settled(transaction, ask) {
  return new Promise((resolve, reject) => {
    const request = ask(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? request.error);
  });
}
