// @ts-check
/** Shows a result as what it is: an estimate, numbers, a line, a picture, a text; always as JSON too. */
import { api } from "../js/api.js";
import { LineChart, Picture } from "../js/chart.js";
import { duration, exact, integer, size } from "../js/format.js";
import { html, useEffect, useMemo, useRef, useState } from "../js/html.js";
import { hasEnded } from "../js/progress.js";
import { envelopeOf, partOf, rightDigits, shapeOf, valueOf } from "../js/result.js";
import { Bar, CopyButton, Problem, saveFile } from "../js/ui.js";

/** Values that are fetched without being asked for; more come by a button. */
const VALUES_UNASKED = 20_000;
/** While a job runs, its results are looked at this often, ms. */
const PREVIEW_MS = 1_000;
/** Fields that are drawn as bars; the JSON has all. */
const FIELDS_SHOWN = 40;
/** Characters of JSON put on the page; the download has all. */
const JSON_SHOWN = 50_000;

/** @typedef {import("../js/progress.js").Job} Job */

/** @param {{job: Job}} props */
export function ResultCard({ job }) {
  const collected = useCollected(job);
  const envelope = envelopeOf(job.envelope ?? job.result);
  const inline = valueOf(job.result);
  const value = collected.wanted ? collected.values : inline;
  const derived = collected.wanted ? undefined : job.result?.derived;
  const shape = useMemo(() => shapeOf(value, derived), [value, derived]);
  const part = partOf(job);
  const rowsExpected = shape.kind === "picture" && typeof job.shardConfig?.totalUnits === "number" ? job.shardConfig.totalUnits : 0;
  const empty = collected.wanted ? collected.values.length === 0 : job.result === null || job.result === undefined;

  return html`<section class="card stack result" aria-labelledby="result-title">
    <header><h2 id="result-title">Result</h2>
      ${collected.wanted && !collected.complete && html`<span class="muted small number">${integer(collected.values.length)} of ${integer(job.progress?.totalShards ?? 0)} shards' results</span>`}
    </header>
    ${job.error && html`<${JobError} job=${job} />`}
    ${empty && !job.error && html`<p class="muted placeholder">${hasEnded(job) ? "This job has no result." : "It appears here."}</p>`}
    ${!empty && part && html`<div class="notice warn partial" role="note"><strong>Partial: ${integer(part.done)} of ${integer(part.of)} shards.</strong>
      ${" "}${hasEnded(job) ? "This is not the answer." : "More is on its way."}</div>`}
    ${!empty && html`<${Shaped} shape=${shape} rowsExpected=${rowsExpected} name=${fileName(job, part)} />`}
    <${Problem} error=${collected.error} />
    ${collected.more && html`<div><button class="btn" onClick=${collected.loadAll}>Load the rest</button></div>`}
    ${envelope && html`<${Envelope} envelope=${envelope} />`}
    ${!empty && html`<${RawJson} value=${collected.wanted ? value : job.result} name=${fileName(job, part)} complete=${!part && (!collected.wanted || collected.complete)} />`}
  </section>`;
}

/** A file outlives its page: it says that it is a part. @param {Job} job @param {{done: number, of: number} | null} part */
function fileName(job, part) {
  return `${(job.name || "job").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 40) || "job"}-${job.jobId}${part ? `-partial-${part.done}-of-${part.of}` : ""}`;
}

/**
 * The values of a `collect` job, in shard order: while it runs as far as they are there, later all of them.
 * @param {Job} job
 */
function useCollected(job) {
  const wanted = job.reducer?.type === "collect" && job.shardConfig != null && !Array.isArray(valueOf(job.result));
  const [state, setState] = useState({ values: /** @type {any[]} */ ([]), complete: false, error: /** @type {any} */ (null) });
  const [limit, setLimit] = useState(VALUES_UNASKED);
  const reading = useRef(false);
  const from = useRef(0);
  const read = async () => {
    if (reading.current) return;
    reading.current = true;
    try {
      while (from.current < limit) {
        const page = await api.results(job.jobId, from.current);
        setState((old) => ({ values: page.values.length > 0 ? [...old.values, ...page.values] : old.values, complete: page.complete, error: null }));
        const stuck = page.next === from.current;
        from.current = page.next;
        if (page.complete || stuck) break;
      }
    } catch (error) {
      setState((old) => ({ ...old, error }));
    } finally {
      reading.current = false;
    }
  };
  const ended = hasEnded(job);
  useEffect(() => {
    if (!wanted || state.complete) return undefined;
    void read();
    if (ended) return undefined;
    const timer = setInterval(read, PREVIEW_MS);
    return () => clearInterval(timer);
  }, [wanted, ended, limit, state.complete]);
  return { ...state, wanted, more: wanted && ended && !state.complete && from.current >= limit, loadAll: () => setLimit(Infinity) };
}

/** @param {{job: Job}} props */
function JobError({ job }) {
  const message = typeof job.error === "string" ? job.error : (job.error.message ?? JSON.stringify(job.error));
  const stack = typeof job.error === "object" ? job.error?.stack : "";
  const cancelled = job.controlState === "cancelled";
  return html`<div class="notice ${cancelled ? "warn" : "bad"} stack tight">
    <strong>${cancelled ? "Cancelled" : "The job failed"}</strong>
    <span class="prewrap">${message}</span>
    ${stack && html`<details><summary>Stack</summary><pre>${stack}</pre></details>`}
  </div>`;
}

/** @param {{shape: import("../js/result.js").Shape, rowsExpected: number, name: string}} props */
function Shaped({ shape, rowsExpected, name }) {
  switch (shape.kind) {
    case "pi":
      return html`<${PiEstimate} shape=${shape} />`;
    case "number":
      return html`<div class="stat"><div class="stat-value big">${exact(shape.value)}</div>${shape.note && html`<div class="stat-name">${shape.note}</div>`}</div>`;
    case "fields":
      return html`<${Fields} fields=${shape.fields} />`;
    case "series":
      return html`<${LineChart} points=${shape.values.map((value, i) => [i, value])} label="Value" xLabel="shards" />`;
    case "picture":
      return html`<${PictureResult} rows=${shape.rows} height=${rowsExpected} name=${name} />`;
    case "text":
      return html`<pre class="text-result">${shape.text}</pre>`;
    default:
      return null;
  }
}

/** @param {{shape: Extract<import("../js/result.js").Shape, {kind: "pi"}>}} props */
function PiEstimate({ shape }) {
  const [right, rest] = rightDigits(shape.estimate, Math.PI);
  const sigmas = shape.error / shape.expectedError;
  const x = 150 + Math.max(-3, Math.min(3, sigmas)) * 45;
  return html`<div class="stack">
    <div class="stat">
      <div class="stat-name">π is about</div>
      <div class="stat-value big pi"><span class="right">${right}</span><span class="rest">${rest}</span></div>
    </div>
    <dl class="stats">
      <div class="stat"><dt>hits</dt><dd>${integer(shape.hits)}</dd></div>
      <div class="stat"><dt>samples</dt><dd>${integer(shape.samples)}</dd></div>
      <div class="stat"><dt>error</dt><dd>${shape.error.toExponential(2)}</dd></div>
    </dl>
    <figure class="gauge">
      <svg viewBox="0 0 300 52" role="img" aria-label="The error is ${sigmas.toFixed(2)} standard deviations of what chance allows">
        <rect class="gauge-3" x="15" y="16" width="270" height="14" rx="7" />
        <rect class="gauge-2" x="60" y="16" width="180" height="14" />
        <rect class="gauge-1" x="105" y="16" width="90" height="14" />
        <line class="gauge-zero" x1="150" x2="150" y1="12" y2="34" />
        <circle class="gauge-here" cx=${x} cy="23" r="6.5" />
        <text x="60" y="47">−2σ</text><text x="105" y="47">−σ</text><text x="150" y="47">π</text><text x="195" y="47">σ</text><text x="240" y="47">2σ</text>
      </svg>
      <figcaption class="hint">Off by ${Math.abs(sigmas).toFixed(2)} σ, where σ = ${shape.expectedError.toExponential(1)} is what ${integer(shape.samples)} random samples give.</figcaption>
    </figure>
  </div>`;
}

/** @param {{fields: [string, number][]}} props */
function Fields({ fields }) {
  const shown = [...fields].sort((a, b) => b[1] - a[1]).slice(0, FIELDS_SHOWN);
  const largest = Math.max(...shown.map(([, value]) => Math.abs(value)), Number.MIN_VALUE);
  return html`<div class="stack tight">
    <ul class="bars">${shown.map(([name, value]) => html`<li>
      <span class="truncate" title=${name}>${name}</span><${Bar} part=${Math.abs(value) / largest} series=${value < 0 ? 2 : 1} /><span class="number">${exact(value)}</span>
    </li>`)}</ul>
    ${fields.length > shown.length && html`<p class="hint">The ${FIELDS_SHOWN} largest of ${integer(fields.length)}; the JSON has all.</p>`}
  </div>`;
}

/** @param {{rows: number[][], height: number, name: string}} props */
function PictureResult({ rows, height, name }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const save = () => canvas.current?.toBlob((blob) => blob && saveFile(`${name}.png`, blob));
  return html`<figure class="stack tight">
    <${Picture} rows=${rows} height=${height} canvasRef=${canvas} label="Picture of ${rows[0].length} by ${rows.length} values, from low (light) to high (dark)" />
    <figcaption class="row between hint"><span>${integer(rows[0].length)} × ${integer(rows.length)}, light is low, dark is high</span>
      <button type="button" class="btn small" onClick=${save}>Save as PNG</button></figcaption>
  </figure>`;
}

/** @param {{envelope: any}} props */
function Envelope({ envelope }) {
  const logs = envelope.logs ?? [];
  return html`<div class="stack tight">
    ${envelope.error && html`<div class="notice bad stack tight"><strong>${envelope.error.message}</strong>
      ${envelope.error.stack && html`<details><summary>Stack</summary><pre>${envelope.error.stack}</pre></details>`}</div>`}
    ${logs.length > 0 && html`<h3>Logged</h3><pre tabindex="0">${logs.map((/** @type {any} */ line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n")}</pre>`}
    <p class="hint number">Exit code ${envelope.exitCode}${Number.isFinite(envelope.durationMs) ? `, ran ${duration(envelope.durationMs)}` : ""}${envelope.returnType ? `, returned ${envelope.returnType}` : ""}.</p>
  </div>`;
}

/** @param {{value: any, name: string, complete: boolean}} props */
function RawJson({ value, name, complete }) {
  const [open, setOpen] = useState(false);
  const text = useMemo(() => (open ? JSON.stringify(value, null, 2) : ""), [value, open]);
  const save = () => saveFile(`${name}.json`, new Blob([JSON.stringify(value)], { type: "application/json" }));
  return html`<div class="stack tight">
    <div class="row">
      <button type="button" class="btn small" aria-expanded=${open} onClick=${() => setOpen(!open)}>${open ? "Hide JSON" : "Show JSON"}</button>
      <button type="button" class="btn small" onClick=${save}>Download JSON${complete ? "" : " (partial)"}</button>
      ${open && html`<${CopyButton} text=${text} what="the JSON" />`}
    </div>
    ${open && html`<pre tabindex="0" aria-label="The result as JSON">${text.slice(0, JSON_SHOWN)}${text.length > JSON_SHOWN ? "\n…" : ""}</pre>`}
    ${open && text.length > JSON_SHOWN && html`<p class="hint">The first ${size(JSON_SHOWN)} of ${size(text.length)}; download for all.</p>`}
  </div>`;
}
