// @ts-check
/** Numbers, times and sizes as people read them. Pure; one notation in all languages so that pages don't jump. */

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** 1234567 -> "1,234,567". @param {number} value */
export function integer(value) {
  return Number.isFinite(value) ? grouped.format(value) : "–";
}

/** Short: 950 -> "950", 1234567 -> "1.23 M". @param {number} value */
export function short(value) {
  if (!Number.isFinite(value)) return "–";
  const steps = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];
  for (const [size, unit] of /** @type {[number, string][]} */ (steps)) {
    if (Math.abs(value) >= size * 0.9995) return `${significant(value / size)} ${unit}`;
  }
  return Number.isInteger(value) ? String(value) : significant(value);
}

/** Three significant digits without an exponent where that is readable. @param {number} value */
function significant(value) {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.01) return value.toExponential(1);
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
}

/** A numeric result in full: integers grouped, others with all their digits. @param {number} value */
export function exact(value) {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 53 ? integer(value) : String(value);
}

/** Milliseconds -> "830 ms", "4.2 s", "3 min 20 s", "2 h 5 min", "3 d 4 h". @param {number} ms */
export function duration(ms) {
  if (!Number.isFinite(ms) || ms < 0) return "–";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(ms / 3_600_000);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A countdown that keeps its width: "0:09", "12:05", "1:00:00". @param {number} ms */
export function clock(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const minutes = `${Math.floor(seconds / 60) % 60}`;
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${minutes.padStart(2, "0")}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** @param {number} share 0..1 */
export function percent(share) {
  if (!Number.isFinite(share)) return "–";
  // A job is at 100 % when it is done, not when it rounds to it.
  const value = share >= 1 ? 100 : Math.min(99.9, share * 100);
  return `${value === 100 ? "100" : value.toFixed(1)} %`;
}

/**
 * How long ago, in one word: "now", "40 s ago", "3 h ago".
 * @param {string | number | null | undefined} at ISO or ms
 * @param {number} now ms
 */
export function ago(at, now) {
  const ms = now - toMs(at);
  if (Number.isNaN(ms)) return "–";
  if (ms < 5_000) return "now";
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s ago`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ago`;
  if (ms < 172_800_000) return `${Math.floor(ms / 3_600_000)} h ago`;
  return `${Math.floor(ms / 86_400_000)} d ago`;
}

/** @param {string | number | null | undefined} at ISO or ms */
export function toMs(at) {
  return typeof at === "number" ? at : at ? Date.parse(at) : NaN;
}

/** Local time of day, or date and time if not of today. @param {string | number | null | undefined} at @param {number} now */
export function moment(at, now) {
  const ms = toMs(at);
  if (Number.isNaN(ms)) return "–";
  const date = new Date(ms);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time.slice(0, 5)}`;
}
