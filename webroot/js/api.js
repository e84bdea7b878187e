// @ts-check
/** Calls the node's REST API. Knows where it is, how it fails, and what to tell a person about that. */

/** The base path of this node, wherever a proxy put it: this file is at `<base>/js/api.js`. */
export const base = new URL("..", import.meta.url);

/** How long a call may take, ms, unless it says otherwise. */
const TIMEOUT_MS = 20_000;

/** A failed call, in words for a person. */
export class ApiError extends Error {
  /**
   * @param {number} status the HTTP status, 0 if no answer came
   * @param {{error?: string, field?: string, code?: string}} body
   * @param {number} retryAfterSec
   */
  constructor(status, body = {}, retryAfterSec = 0) {
    super(body.error || fallbackText(status));
    this.name = "ApiError";
    this.status = status;
    this.field = body.field ?? "";
    this.code = body.code ?? "";
    this.retryAfterSec = retryAfterSec;
    this.advice = adviceFor(status, retryAfterSec);
  }
}

/** @param {number} status */
function fallbackText(status) {
  if (status === 0) return "No answer from the node.";
  if (status === 401) return "Not signed in.";
  if (status === 403) return "This key does not allow that.";
  if (status === 404) return "There is no such thing here, or it is not yours.";
  return `The node answered with status ${status}.`;
}

/**
 * What to do about a failure.
 * @param {number} status
 * @param {number} retryAfterSec
 */
export function adviceFor(status, retryAfterSec = 0) {
  switch (status) {
    case 0:
      return "Check that it is running and that this device reaches it, then try again.";
    case 400:
      return "Correct the value and send it again.";
    case 401:
      return "Sign in with a key or its 24 words.";
    case 403:
      return "Ask for a key with the scope for it.";
    case 404:
      return "It may have been removed by the retention limit. Go back to the list.";
    case 409:
      return "Its state has changed meanwhile. Look at it again.";
    case 410:
      return "It is over: make a new one.";
    case 413:
      return "Make it smaller, or raise the limit in the node's configuration.";
    case 429:
      return retryAfterSec > 0 ? `Wait ${retryAfterSec} s, then try again.` : "Wait a little, then try again.";
    case 507:
      return "Make room on the node's disk.";
    default:
      return status >= 500 ? "Try again. If it stays so, the node's log has the cause." : "";
  }
}

/**
 * Reads a Retry-After header: seconds or a date.
 * @param {string | null} header
 * @param {number} now ms
 */
export function retryAfterSeconds(header, now) {
  if (!header) return 0;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds));
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, Math.ceil((date - now) / 1000));
}

/** @type {null | (() => Promise<boolean>)} */
let askToSignIn = null;

/**
 * Tells what to do when a call finds the session over: sign in, answering whether that worked; the call is then repeated once.
 * @param {null | (() => Promise<boolean>)} ask
 */
export function onSessionOver(ask) {
  askToSignIn = ask;
}

/**
 * @typedef {object} CallOptions
 * @property {string} [method]
 * @property {unknown} [body] sent as JSON
 * @property {Record<string, string>} [headers]
 * @property {number} [timeoutMs]
 * @property {AbortSignal} [signal]
 * @property {boolean} [anonymous] a 401 is the answer, not a reason to sign in
 * @property {boolean} [open] anybody may ask
 */

/**
 * One call; answers the JSON of the response.
 * @param {string} path relative to the base, without a leading slash
 * @param {CallOptions} [options]
 * @returns {Promise<any>}
 * @throws {ApiError}
 */
export async function call(path, options = {}) {
  const response = await send(path, options);
  if (response.status === 401 && !options.anonymous && askToSignIn && (await askToSignIn())) {
    return answer(await send(path, options));
  }
  return answer(response);
}

/**
 * The second half of the session, which no other page of this machine has: the cookie alone goes to every port of 127.0.0.1.
 * Kept for this tab; its siblings are asked for it, since they are of this very origin.
 */
const PAGE_KEY = `kith.page ${base.pathname}`;
const SIBLINGS_MS = 150;
let page = remembered();
/** @type {Promise<void> | null} */
let asking = null;
const siblings = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(PAGE_KEY);
/** @type {any} */ (siblings)?.unref?.();
siblings?.addEventListener("message", (message) => {
  if (message.data === "who is signed in?") page && siblings.postMessage({ page });
  else if (message.data === "signed out") keepPage("");
  else if (typeof message.data?.page === "string") keepPage(message.data.page);
});

function remembered() {
  try {
    return globalThis.sessionStorage?.getItem(PAGE_KEY) ?? "";
  } catch {
    return ""; // storage is refused: the tab remembers it as long as it lives
  }
}

/** @param {string} half */
function keepPage(half) {
  page = half;
  try {
    if (half) globalThis.sessionStorage?.setItem(PAGE_KEY, half);
    else globalThis.sessionStorage?.removeItem(PAGE_KEY);
  } catch {
    // as above
  }
}

/** Asks once whether another tab of this node is signed in. */
function askSiblings() {
  asking ??= new Promise((resolve) => {
    if (!siblings) return resolve();
    siblings.addEventListener("message", () => page && resolve());
    setTimeout(resolve, SIBLINGS_MS);
    siblings.postMessage("who is signed in?");
  });
  return asking;
}

/** @param {string} path @param {CallOptions} options */
async function send(path, options) {
  if (!page && !options.open) await askSiblings();
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json", ...options.headers };
  if (page) headers["x-kith-page"] = page;
  if (options.body !== undefined) headers["content-type"] = "application/json";
  try {
    return await fetch(new URL(path, base), {
      method: options.method ?? "GET",
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      credentials: "same-origin",
      cache: "no-store",
      signal: options.signal ? AbortSignal.any([timeout, options.signal]) : timeout,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError(0, timeout.aborted ? { error: "The node took too long to answer." } : {});
  }
}

/** @param {Response} response */
async function answer(response) {
  const text = await response.text();
  let body;
  try {
    body = text === "" ? {} : JSON.parse(text);
  } catch {
    // A proxy's HTML page, or an answer cut short.
    throw new ApiError(response.ok ? 502 : response.status, { error: response.ok ? "The answer is not JSON." : "" });
  }
  if (response.ok) return body;
  throw new ApiError(response.status, body, retryAfterSeconds(response.headers.get("retry-after"), Date.now()));
}

/** 128 random bits as hex, also where the page has no secure context. */
export function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} id */
const jobPath = (id) => `api/jobs/${encodeURIComponent(id)}`;

export const api = {
  health: () => call("health", { anonymous: true, open: true, timeoutMs: 5_000 }),
  publicConfig: () => call("api/public-config", { anonymous: true, open: true }),
  /** Who am I? Throws a 401 if nobody. */
  check: () => call("api/auth/check", { anonymous: true }),
  /** @param {{key: string} | {mnemonic: string}} credential */
  signIn: async (credential) => {
    const answer = await call("api/session", { method: "POST", body: credential, anonymous: true, open: true });
    if (answer.page) {
      keepPage(answer.page);
      siblings?.postMessage({ page: answer.page });
    }
    return answer;
  },
  signOut: async () => {
    const answer = await call("api/session", { method: "DELETE", anonymous: true, open: true });
    keepPage("");
    siblings?.postMessage("signed out");
    return answer;
  },

  /** @param {object} request @param {string} idempotencyKey */
  runJs: (request, idempotencyKey) =>
    call("api/jobs/run-js", { method: "POST", body: request, headers: { "idempotency-key": idempotencyKey } }),
  /** @param {number} limit @param {string} [before] a job id */
  jobs: (limit, before) => call(`api/jobs?limit=${limit}${before ? `&before=${encodeURIComponent(before)}` : ""}`),
  /** @param {string} id */
  job: (id) => call(jobPath(id)),
  /** @param {string} id @param {"pause" | "resume" | "cancel"} action */
  steer: (id, action) => call(`${jobPath(id)}/${action}`, { method: "POST" }),
  /** @param {string} id @param {number} from */
  results: (id, from) => call(`${jobPath(id)}/results?from=${from}`, { timeoutMs: 60_000 }),
  /**
   * Good for one connection within half a minute: an event stream can't send headers.
   * @param {string} id
   * @param {string} [after] the last event that was seen
   */
  streamUrl: async (id, after) => {
    const url = new URL(`${jobPath(id)}/stream`, base);
    if (after) url.searchParams.set("after", after);
    url.searchParams.set("ticket", (await call("api/session/ticket", { method: "POST" })).ticket);
    return url.href;
  },

  workers: () => call("api/workers"),
  metrics: () => call("api/metrics/cluster"),

  nodes: () => call("api/nodes"),
  authority: () => call("api/mesh/ca"),
  /** @param {object} request */
  makeToken: (request) => call("api/mesh/tokens", { method: "POST", body: request }),
  /** @param {string} id @param {string} reason */
  revokeNode: (id, reason) => call(`api/mesh/nodes/${encodeURIComponent(id)}/revoke`, { method: "POST", body: { reason } }),

  invites: () => call("api/invites"),
  /** @param {object} request */
  invite: (request) => call("api/invites/worker", { method: "POST", body: request }),
  /** @param {string} id */
  revokeInvite: (id) => call(`api/invites/${encodeURIComponent(id)}`, { method: "DELETE" }),

  keys: () => call("api/keys"),
  /** @param {object} request */
  makeKey: (request) => call("api/keys", { method: "POST", body: request }),
  /** @param {string} id */
  revokeKey: (id) => call(`api/keys/${encodeURIComponent(id)}`, { method: "DELETE" }),
};
