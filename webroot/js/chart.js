// @ts-check
/** Charts: lines by uPlot, pictures by canvas. Colours come from the page's custom properties. */
import "./language.js";
import uPlot from "../vendor/uplot/uPlot.esm.js";
import { html, useEffect, useRef } from "./html.js";
import { short } from "./format.js";

/** @param {string} name of a custom property */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const HEIGHT = 200;

/**
 * One line over x. Its height is fixed, so nothing moves when data come.
 * @param {{points: [number, number][], label: string, xLabel: string, xText?: (x: number) => string}} props
 */
export function LineChart({ points, label, xLabel, xText = short }) {
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const plot = useRef(/** @type {any} */ (null));
  const data = () => [points.map((point) => point[0]), points.map((point) => point[1])];

  useEffect(() => {
    const element = /** @type {HTMLDivElement} */ (host.current);
    const build = () => {
      plot.current?.destroy();
      plot.current = new (/** @type {any} */ (uPlot))(options(element.clientWidth, label, xText), data(), element);
    };
    build();
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    const theme = matchMedia("(prefers-color-scheme: dark)");
    theme.addEventListener("change", build);
    return () => {
      resized.disconnect();
      theme.removeEventListener("change", build);
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);
  useEffect(() => plot.current?.setData(data()), [points]);

  const last = points[points.length - 1];
  return html`<div class="chart" role="img" aria-label="${label}${last ? `, now ${short(last[1])}` : ""}, over ${xLabel}" ref=${host}></div>`;
}

/** @param {number} width @param {string} label @param {(x: number) => string} xText */
function options(width, label, xText) {
  const axis = { stroke: colour("--muted"), grid: { stroke: colour("--border"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
  const accent = colour("--accent");
  return {
    width: Math.max(width, 120),
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [12, 12, 0, 0],
    scales: { x: { time: false }, y: { range: (/** @type {any} */ _, /** @type {number} */ min, /** @type {number} */ max) => [Math.min(0, min), max > 0 ? max * 1.1 : 1] } },
    axes: [
      { ...axis, size: 28, values: (/** @type {any} */ _, /** @type {number[]} */ ticks) => ticks.map(xText) },
      { ...axis, size: 60, values: (/** @type {any} */ _, /** @type {number[]} */ ticks) => ticks.map(short) },
    ],
    series: [{}, { label, stroke: accent, width: 2, fill: `${accent}22`, points: { show: false } }],
  };
}

/** From few to much: light to dark, in even steps of brightness. */
const STOPS = ["#fdf6e3", "#f4cf6b", "#b9b84a", "#4c9a6a", "#18706e", "#173f5f", "#0d1526"];

/** The colour of a share 0..1, as red, green, blue. @param {number} share @returns {[number, number, number]} */
export function heat(share) {
  const at = Math.max(0, Math.min(1, share)) * (STOPS.length - 1);
  const from = Math.min(STOPS.length - 2, Math.floor(at));
  const mixed = [1, 3, 5].map((i) => {
    const a = parseInt(STOPS[from].slice(i, i + 2), 16);
    const b = parseInt(STOPS[from + 1].slice(i, i + 2), 16);
    return Math.round(a + (b - a) * (at - from));
  });
  return /** @type {[number, number, number]} */ (mixed);
}

/** @param {number[][]} rows @returns {[number, number]} least and greatest value */
export function extent(rows) {
  let min = Infinity;
  let max = -Infinity;
  for (const row of rows) {
    for (const value of row) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return [min, max];
}

/**
 * Rows of numbers as a picture. While rows are missing (`height` is more than there are) their place is kept.
 * @param {{rows: number[][], height?: number, label: string, canvasRef?: any}} props
 */
export function Picture({ rows, height, label, canvasRef }) {
  const own = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const canvas = canvasRef ?? own;
  const width = rows[0].length;
  const full = Math.max(height ?? 0, rows.length);
  useEffect(() => {
    const context = /** @type {HTMLCanvasElement} */ (canvas.current).getContext("2d");
    if (!context) return;
    const [min, max] = extent(rows);
    const image = context.createImageData(width, rows.length);
    rows.forEach((row, y) => row.forEach((value, x) => image.data.set([...heat(max > min ? (value - min) / (max - min) : 0), 255], 4 * (y * width + x))));
    context.clearRect(0, 0, width, full);
    context.putImageData(image, 0, 0);
  }, [rows, full]);
  return html`<canvas class="picture" ref=${canvas} width=${width} height=${full} role="img" aria-label=${label}></canvas>`;
}
