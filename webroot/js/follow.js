// @ts-check
/** Follows one job live. Each connection of an EventSource needs a ticket of its own, so this connects again, from where it was. */
import { api } from "./api.js";
import { hasEnded } from "./progress.js";

const EVENT_TYPES = [
  "job_started", "shard_done", "shard_failed", "shard_retried",
  "job_paused", "job_resumed", "job_cancelled", "job_failed", "job_done",
];

/** How long to wait before a stream that the node refused is asked for again, ms. */
const AGAIN_MS = 3_000;

/**
 * @typedef {object} Listener
 * @property {(job: import("./progress.js").Job) => void} onJob
 * @property {(event: import("./progress.js").JobEvent) => void} onEvent
 * @property {(link: "connecting" | "live" | "lost" | "over") => void} onLink
 * @property {(error: Error) => void} onError the job can't be read at all
 */

/**
 * Follows until the job ends or the answered function is called.
 * @param {string} id
 * @param {Listener} listener
 * @returns {() => void} stops
 */
export function follow(id, listener) {
  let stopped = false;
  /** @type {EventSource | null} */
  let source = null;
  let timer = 0;
  let seen = "";

  const stop = () => {
    stopped = true;
    source?.close();
    clearTimeout(timer);
  };

  /** @param {import("./progress.js").Job} job */
  const show = (job) => {
    if (stopped) return;
    listener.onJob(job);
    if (!hasEnded(job)) return;
    listener.onLink("over");
  };

  // An event stream can't say why it was refused (session over, job gone): a plain read can, and signs in again where needed.
  const readThenStream = async () => {
    try {
      const job = await api.job(id);
      show(job);
      if (!stopped) await stream(hasEnded(job));
    } catch (error) {
      if (stopped) return;
      listener.onError(/** @type {Error} */ (error));
      const status = /** @type {{status?: number}} */ (error).status ?? 0;
      if (status === 0 || status >= 500 || status === 429) again();
    }
  };

  const again = () => {
    listener.onLink("lost");
    timer = window.setTimeout(readThenStream, AGAIN_MS);
  };

  /** @param {boolean} ended an ended job's stream gives its history and closes */
  const stream = async (ended) => {
    const url = await api.streamUrl(id, seen);
    if (stopped) return;
    source = new EventSource(url);
    source.onopen = () => listener.onLink(ended ? "over" : "live");
    source.onerror = () => {
      if (ended) return source?.close();
      source?.close(); // what it would try again with is used up
      if (!stopped) again();
    };
    source.addEventListener("progress", (message) => {
      const job = JSON.parse(message.data);
      show(job);
      // What comes after the end is nothing: without this the browser would connect again for ever.
      if (hasEnded(job)) window.setTimeout(() => source?.close(), 1_000);
      ended ||= hasEnded(job);
    });
    for (const type of EVENT_TYPES) {
      source.addEventListener(type, (message) => {
        seen = /** @type {MessageEvent} */ (message).lastEventId || seen;
        if (!stopped) listener.onEvent(JSON.parse(message.data));
        if (!ended && (type === "job_done" || type === "job_failed" || type === "job_cancelled")) {
          ended = true;
          void readEnd();
        }
      });
    }
  };

  const readEnd = async () => {
    try {
      show(await api.job(id));
    } catch (error) {
      if (!stopped) listener.onError(/** @type {Error} */ (error));
    } finally {
      window.setTimeout(() => source?.close(), 1_000);
    }
  };

  listener.onLink("connecting");
  void readThenStream();
  return stop;
}
