// @ts-check
/** What a job's progress means: how far, how fast, how long to go, who did it. Pure. */
import { toMs } from "./format.js";

/**
 * @typedef {{worker: string, label: string, shards: number, units: number, computeMillis: number}} Share
 * @typedef {object} Progress
 * @property {number} completedShards
 * @property {number} totalShards
 * @property {number} runningShards
 * @property {number} late
 * @property {number} retried
 * @property {number} unitsPerSecond
 * @property {number} [durationMs]
 * @property {Share[]} shares
 * @typedef {object} Job
 * @property {string} jobId
 * @property {string} name
 * @property {"queued" | "running" | "done" | "failed"} status
 * @property {"running" | "paused" | "cancelled"} controlState
 * @property {string} executionModel
 * @property {any} task
 * @property {string} note
 * @property {{totalUnits: number, unitsPerShard: number, totalShards: number} | null | undefined} shardConfig
 * @property {{type: string, fields?: string[], field?: string} | null | undefined} reducer
 * @property {Progress} progress
 * @property {any} result
 * @property {any} error
 * @property {string} createdAt
 * @property {string | null | undefined} startedAt
 * @property {string | null | undefined} endedAt
 */

/** @param {Job} job */
export function hasEnded(job) {
  return job.status === "done" || job.status === "failed" || job.controlState === "cancelled";
}

/** One word for where a job is, and its badge. @param {Job} job @returns {{text: string, tone: string}} */
export function stateOf(job) {
  if (job.controlState === "cancelled") return { text: "cancelled", tone: "warn" };
  if (job.status === "done") return { text: "done", tone: "ok" };
  if (job.status === "failed") return { text: "failed", tone: "bad" };
  if (job.controlState === "paused") return { text: "paused", tone: "warn" };
  if (job.status === "running") return { text: "running", tone: "accent" };
  return { text: "queued", tone: "" };
}

/** 0..1. @param {Job} job */
export function shareDone(job) {
  if (job.status === "done") return 1;
  const { completedShards = 0, totalShards = 0 } = job.progress ?? {};
  return totalShards > 0 ? Math.min(1, completedShards / totalShards) : 0;
}

/** Units done so far: all shards but the last have the same number. @param {Job} job */
export function unitsDone(job) {
  const config = job.shardConfig;
  if (!config) return job.status === "done" ? 1 : 0;
  if (job.status === "done") return config.totalUnits;
  return Math.min(config.totalUnits, (job.progress?.completedShards ?? 0) * config.unitsPerShard);
}

/**
 * Milliseconds to go, or null where nobody can tell: by the present speed, else by the average so far.
 * @param {Job} job
 * @param {number} now ms
 * @returns {number | null}
 */
export function timeLeft(job, now) {
  if (hasEnded(job) || job.controlState === "paused" || !job.shardConfig) return null;
  const done = unitsDone(job);
  const left = job.shardConfig.totalUnits - done;
  if (left <= 0) return 0;
  const average = averageSpeed(job, now);
  const speed = job.progress.unitsPerSecond > 0 ? job.progress.unitsPerSecond : average;
  return speed > 0 ? (left / speed) * 1000 : null;
}

/**
 * How long it ran, or has run by now: as its node measured it. Stamps are of clocks that may be set, or of another machine; they are for nodes that say nothing else.
 * @param {Job} job
 * @param {number} now ms
 * @returns {number | null}
 */
export function elapsed(job, now) {
  const from = toMs(job.startedAt);
  if (Number.isNaN(from)) return null;
  if (Number.isFinite(job.progress?.durationMs)) return job.progress.durationMs ?? null;
  const to = toMs(job.endedAt);
  return Math.max(0, (Number.isNaN(to) ? now : to) - from);
}

/** Units a second over the whole run. @param {Job} job @param {number} now ms */
export function averageSpeed(job, now) {
  const ms = elapsed(job, now);
  return ms && ms > 0 ? (unitsDone(job) / ms) * 1000 : 0;
}

/**
 * Shares with their part of the whole, largest first.
 * @param {Job} job
 * @returns {(Share & {part: number})[]}
 */
export function sharesOf(job) {
  const shares = job.progress?.shares ?? [];
  const total = shares.reduce((sum, share) => sum + share.units, 0);
  return [...shares].sort((a, b) => b.units - a.units).map((share) => ({ ...share, part: total > 0 ? share.units / total : 0 }));
}

/** Points that a throughput chart keeps. */
export const SPEED_POINTS = 600;

/**
 * Adds a point [seconds, units a second]; beyond {@link SPEED_POINTS} every other one goes, so that the chart keeps its whole span.
 * @param {[number, number][]} points
 * @param {number} seconds
 * @param {number} speed
 * @returns {[number, number][]}
 */
export function withSpeed(points, seconds, speed) {
  const last = points[points.length - 1];
  if (last && seconds <= last[0]) return points;
  const grown = /** @type {[number, number][]} */ ([...points, [seconds, speed]]);
  return grown.length > SPEED_POINTS ? grown.filter((_, i) => i % 2 === 0 || i === grown.length - 1) : grown;
}

/** Lines of history that the page keeps. */
export const EVENT_LINES = 200;

/**
 * @typedef {{seq: number, ts: string | number, type: string, data: any}} JobEvent
 * @typedef {JobEvent & {count: number, first: number}} EventLine a run of like events is one line; count: shards for `shard_done`, else events;
 *   first: the number of its first event, which names it for as long as it is shown
 */

/**
 * Adds an event, newest first: shards that are done one after the other become one line, repeats after a reconnect are dropped.
 * @param {EventLine[]} lines
 * @param {JobEvent} event
 * @returns {EventLine[]}
 */
export function withEvent(lines, event) {
  const newest = lines[0];
  if (newest && event.seq <= newest.seq) return lines;
  if (newest && newest.type === "shard_done" && event.type === "shard_done") {
    return [{ ...event, count: newest.count + shardsOf(event), first: newest.first }, ...lines.slice(1)];
  }
  return [{ ...event, count: shardsOf(event), first: event.seq }, ...lines].slice(0, EVENT_LINES);
}

/** One event may tell of many shards. @param {JobEvent} event */
function shardsOf(event) {
  const { count } = event.data ?? {};
  return event.type === "shard_done" && Number.isInteger(count) && count > 0 ? count : 1;
}
