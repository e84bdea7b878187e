/**
 * The Mandelbrot set as a picture.
 *
 * One unit is one row. A shard returns its rows, top to bottom; the reducer `collect` puts the shards' answers in order, and
 * joined together they are the same rows however the job is cut. A row is a text with one character a point, `-` (leaves at
 * once) to `z` (stays): 64 shades in one byte each keep the whole picture below the size limit of one shard's result.
 *
 * @title Mandelbrot picture
 * @unit row
 * @totalUnits 200
 * @unitsPerShard 5
 * @reducer collect
 * @args {"width": 300, "height": 200, "centerX": -0.7436, "centerY": 0.1318, "span": 0.012, "iterations": 2000, "darkest": 25}
 * @expect 200 rows of 300 characters
 */
const brain = globalThis.__BRAIN__ ?? {};
const { width = 300, height = 200, centerX = -0.6, centerY = 0, span = 3.4, iterations = 1000, darkest = 1 } = args;
const offset = brain.offset ?? 0;
const units = brain.units ?? height;
const SHADES = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/** Steps after which the orbit of point (cx, cy) is known to escape; `iterations` if it stays. */
function escapeTime(cx, cy) {
  let x = 0;
  let y = 0;
  let xx = 0;
  let yy = 0;
  for (let step = 0; step < iterations; step++) {
    y = 2 * x * y + cy;
    x = xx - yy + cx;
    xx = x * x;
    yy = y * y;
    if (xx + yy > 4) return step;
  }
  return iterations;
}

/** One step more or less shows where steps are few, not where they are many: shades follow the logarithm, from `darkest` steps up. */
function shade(steps) {
  if (steps >= iterations) return SHADES[63];
  const share = Math.log(Math.max(steps, darkest) / darkest) / Math.log(iterations / darkest);
  return SHADES[Math.floor(62.999 * share)];
}

const pixel = span / width;
const rows = [];
for (let row = offset; row < Math.min(offset + units, height); row++) {
  const cy = centerY + (height / 2 - row - 0.5) * pixel;
  let text = "";
  for (let column = 0; column < width; column++) {
    text += shade(escapeTime(centerX + (column + 0.5 - width / 2) * pixel, cy));
  }
  rows.push(text);
}
return rows;
