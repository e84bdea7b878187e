// @ts-check
/** What the nodes page knows and decides; no DOM. */
import { duration } from "../js/format.js";

/**
 * @typedef {object} Node
 * @property {string} nodeId
 * @property {string} name
 * @property {"controller" | "worker" | "dual"} role
 * @property {"alive" | "suspect" | "dead" | "left"} liveness
 * @property {boolean} self
 * @property {string[]} addresses
 * @property {"self" | "member" | "link" | "none"} carrier
 * @property {number | null} pingMs
 * @property {number | null} [skewMillis] by how much its clock is before that of this node
 * @property {number} hops
 * @property {number} score
 * @property {string} cardUntil
 * @property {string | null} lastSeenAt
 */

/** Pings kept of each node, two seconds apart: two minutes. */
export const PINGS_MAX = 60;
/** Nodes whose pings are kept. */
export const HISTORIES_MAX = 500;
const ORDER = { alive: 0, suspect: 1, dead: 2, left: 3 };
/** A card is renewed when a third of its life is left; somewhat below that its node is late. */
const LATE_SHARE = 0.3;

/** @param {Node[]} nodes @returns {Node[]} itself first, then by liveness and name */
export function sorted(nodes) {
  return [...nodes].sort((a, b) => Number(b.self) - Number(a.self) || (ORDER[a.liveness] ?? 9) - (ORDER[b.liveness] ?? 9) || a.name.localeCompare(b.name) || (a.nodeId < b.nodeId ? -1 : 1));
}

/**
 * Adds what was measured now; a gap (null) where there was no answer. Nodes that are gone are forgotten.
 * @param {Map<string, (number | null)[]>} histories @param {Node[]} nodes @returns {Map<string, (number | null)[]>}
 */
export function remembered(histories, nodes) {
  const next = new Map();
  for (const node of nodes.slice(0, HISTORIES_MAX)) {
    if (node.self) continue;
    const value = node.liveness === "alive" && typeof node.pingMs === "number" ? node.pingMs : null;
    next.set(node.nodeId, [...(histories.get(node.nodeId) ?? []), value].slice(-PINGS_MAX));
  }
  return next;
}

/**
 * The line through pings, from the bottom (0 ms) to the top (the highest), as the `d` of an SVG path. Gaps stay gaps; a single
 * value is a short dash.
 * @param {(number | null)[]} pings @param {number} width @param {number} height
 */
export function sparkline(pings, width, height) {
  const top = Math.max(...pings.map((ping) => ping ?? 0), Number.EPSILON);
  const step = width / (PINGS_MAX - 1);
  const from = PINGS_MAX - pings.length;
  let d = "";
  let open = false;
  pings.forEach((ping, i) => {
    if (ping === null) {
      open = false;
      return;
    }
    const x = round((from + i) * step);
    const y = round(height - (ping / top) * height);
    d += open ? `L${x} ${y}` : `M${x} ${y}h0.01`;
    open = true;
  });
  return d;
}

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

/** "0.42 ms", "12 ms"; a dash if it was not measured. @param {number | null | undefined} ms */
export function pingText(ms) {
  if (typeof ms !== "number" || !Number.isFinite(ms) || ms < 0) return "–";
  return ms < 10 ? `${ms.toFixed(2)} ms` : duration(ms);
}

/**
 * @param {string} until @param {number} now
 * @param {string} [from] when the card began to be good, if the authority has told
 * @returns {{text: string, late: boolean}}
 */
export function cardLeft(until, now, from) {
  const left = Date.parse(until) - now;
  if (Number.isNaN(left)) return { text: "–", late: false };
  if (left <= 0) return { text: "ended", late: true };
  const days = Math.floor(left / 86_400_000);
  return { text: days >= 2 ? `in ${days} days` : `in ${duration(left)}`, late: from !== undefined && left < (Date.parse(until) - Date.parse(from)) * LATE_SHARE };
}

/** @param {string} id */
export const shortId = (id) => id.slice(0, 12);

/** What to type on the new machine. @param {string[]} join @param {string} token @returns {string[]} */
export function joinCommands(join, token) {
  return (join.length > 0 ? join : [`HOST:PORT#${token}`]).map((ticket) => `kith join ${ticket}`);
}

/** Whether other machines can't reach the node that was asked. @param {Node[]} nodes @returns {boolean} */
export function onThisMachine(nodes) {
  const addresses = nodes.find((node) => node.self)?.addresses ?? [];
  return addresses.length > 0 && addresses.every((address) => /^(127\.|localhost\b|\[::1\]|::1$)/.test(address));
}

const SKEW_MILLIS = 2_000;

/** What to say of a clock that is wrong; '' of one that is right. @param {number | null | undefined} millis */
export function skewText(millis) {
  if (typeof millis !== "number" || Math.abs(millis) <= SKEW_MILLIS) return "";
  return `clock ${Math.round(Math.abs(millis) / 1000)} s ${millis > 0 ? "fast" : "slow"}`;
}
