// @ts-check
/** The landing page: says whether the node is well. It asks nothing that needs a key. */
import { api } from "./api.js";
import { setAttribute, setText } from "./dom.js";
import { toMs } from "./format.js";

const EVERY_MS = 10_000;

/** A clock that is off by more than this is worth a word: invites and sessions would seem expired. */
const CLOCK_OFF_MS = 60_000;

const health = /** @type {HTMLElement} */ (document.getElementById("health"));
const clock = /** @type {HTMLElement} */ (document.getElementById("clock"));

/** @param {string} tone @param {string} text */
function say(tone, text) {
  setAttribute(health, "class", `badge dot health ${tone}`);
  setText(health, text);
}

async function look() {
  try {
    const { ok, now } = await api.health();
    say(ok ? "ok" : "warn", ok ? "node is up" : "node has trouble");
    const off = Math.abs(Date.now() - toMs(now));
    setText(clock, off > CLOCK_OFF_MS ? "The clocks of this device and the node differ: invites may seem expired." : "");
  } catch (error) {
    const status = /** @type {{status?: number}} */ (error).status ?? 0;
    say("bad", status === 0 ? "node is not reachable" : `node answers ${status}`);
  }
}

void look();
/** @type {any} */ (globalThis).kithStarted?.();
setInterval(() => document.hidden || look(), EVERY_MS);
