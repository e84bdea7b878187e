// @ts-check
/** One job, live: how far, how fast, who does it, what happened, what came out. */
import { api } from "../js/api.js";
import { LineChart } from "../js/chart.js";
import { follow } from "../js/follow.js";
import { duration, integer, moment, percent, short } from "../js/format.js";
import { html, useEffect, useState } from "../js/html.js";
import { averageSpeed, elapsed, hasEnded, shareDone, sharesOf, stateOf, timeLeft, unitsDone, withEvent, withSpeed } from "../js/progress.js";
import { Badge, Bar, CopyButton, Problem, toast, useNow } from "../js/ui.js";
import { formFor, handOver } from "./forms.js";
import { ResultCard } from "./result-view.js";

/** @typedef {import("../js/progress.js").Job} Job */

const EVENT_TEXT = /** @type {Record<string, [string, string]>} */ ({
  job_started: ["Started", "accent"],
  shard_done: ["Shards done", ""],
  shard_failed: ["Shard failed", "bad"],
  shard_retried: ["Shard given out again", "warn"],
  job_paused: ["Paused", "warn"],
  job_resumed: ["Resumed", "accent"],
  job_cancelled: ["Cancelled", "warn"],
  job_failed: ["Failed", "bad"],
  job_done: ["Done", "ok"],
});

/** @param {string} id */
function useJob(id) {
  const [job, setJob] = useState(/** @type {Job | null} */ (null));
  const [lines, setLines] = useState(/** @type {import("../js/progress.js").EventLine[]} */ ([]));
  const [speeds, setSpeeds] = useState(/** @type {[number, number][]} */ ([]));
  const [link, setLink] = useState(/** @type {"connecting" | "live" | "lost" | "over"} */ ("connecting"));
  const [error, setError] = useState(/** @type {any} */ (null));
  useEffect(() => follow(id, {
    onJob: (seen) => {
      setJob(seen);
      setError(null);
      const ms = elapsed(seen, Date.now());
      if (ms !== null && !hasEnded(seen)) setSpeeds((old) => withSpeed(old, ms / 1000, seen.progress?.unitsPerSecond ?? 0));
    },
    onEvent: (event) => setLines((old) => withEvent(old, event)),
    onLink: setLink,
    onError: setError,
  }), [id]);
  return { job, lines, speeds, link, error, setJob };
}

/** @param {{id: string}} props */
export function JobView({ id }) {
  const { job, lines, speeds, link, error, setJob } = useJob(id);
  if (!job) {
    return html`<div class="stack"><h1>Job</h1>
      ${error ? html`<${Problem} error=${error}><a href="#jobs">All jobs</a></${Problem}>` : html`<p class="row muted"><span class="spinner"></span> Reading …</p>`}
    </div>`;
  }
  return html`<div class="stack loose">
    <${Head} job=${job} setJob=${setJob} />
    ${link === "lost" && html`<div class="notice warn" role="status">The connection to the node is lost; the job goes on. Trying again …</div>`}
    <div class="job-layout">
      <div class="stack">
        <${ProgressCard} job=${job} />
        ${job.shardConfig && (speeds.length > 1 || !hasEnded(job)) && html`<section class="card stack tight" aria-labelledby="speed-title">
          <header><h2 id="speed-title">Throughput</h2><span class="muted small">units a second</span></header>
          <${LineChart} points=${speeds} label="Units a second" xLabel="seconds since the start" xText=${(/** @type {number} */ x) => `${short(x)} s`} />
        </section>`}
        <${ResultCard} job=${job} />
      </div>
      <div class="stack">
        <${SharesCard} job=${job} />
        <${EventsCard} lines=${lines} />
        <${FactsCard} job=${job} />
      </div>
    </div>
  </div>`;
}

/** @param {{job: Job, setJob: (job: Job) => void}} props */
function Head({ job, setJob }) {
  const [busy, setBusy] = useState("");
  const state = stateOf(job);
  const ended = hasEnded(job);
  const form = formFor(job.jobId);
  const steer = async (/** @type {"pause" | "resume" | "cancel"} */ action) => {
    setBusy(action);
    try {
      await api.steer(job.jobId, action);
      setJob(await api.job(job.jobId));
    } catch (failed) {
      const { message, advice } = /** @type {any} */ (failed);
      toast(`${message} ${advice ?? ""}`, "bad");
    } finally {
      setBusy("");
    }
  };
  const paused = job.controlState === "paused";
  return html`<div class="job-head">
    <div class="stack tight">
      <a class="small" href="#jobs">All jobs</a>
      <div class="row"><h1 title=${job.name}>${job.name || "Unnamed job"}</h1><${Badge} tone=${state.tone} dot>${state.text}</${Badge}></div>
      <div class="row small muted"><span class="mono truncate">${job.jobId}</span><${CopyButton} text=${job.jobId} what="the job's id" /></div>
    </div>
    <div class="row job-actions">
      ${!ended && job.shardConfig && html`<button class="btn" disabled=${busy !== ""} onClick=${() => steer(paused ? "resume" : "pause")}>${paused ? "Resume" : "Pause"}</button>`}
      ${!ended && html`<button class="btn danger" disabled=${busy !== ""} onClick=${() => steer("cancel")}>Cancel</button>`}
      ${form && html`<a class="btn" href="#run" onClick=${() => handOver(form)}>Change and run again</a>`}
    </div>
  </div>`;
}

/** @param {{job: Job}} props */
function ProgressCard({ job }) {
  const now = useNow(500);
  const part = shareDone(job);
  const left = timeLeft(job, now);
  const ran = elapsed(job, now);
  const ended = hasEnded(job);
  const state = stateOf(job);
  const progress = job.progress ?? {};
  const speed = ended ? averageSpeed(job, now) : progress.unitsPerSecond;
  // Said aloud at each tenth and at each change of state, not with each shard.
  const said = `${state.text}, ${Math.floor(part * 10) * 10} percent done`;
  return html`<section class="card stack" aria-labelledby="progress-title">
    <h2 id="progress-title" class="visually-hidden">Progress</h2>
    <div class="row between progress-line">
      <strong class="number progress-percent">${percent(part)}</strong>
      <span class="muted number">${ended ? (ran === null ? "" : `took ${duration(ran)}`) : left === null ? (state.text === "paused" ? "paused" : "…") : `${duration(left)} to go`}</span>
    </div>
    <progress class=${state.tone} max="1" value=${part} aria-labelledby="progress-title"></progress>
    <span class="visually-hidden" aria-live="polite">${said}</span>
    ${job.note && html`<div class="notice info small">${job.note}</div>`}
    <dl class="stats">
      ${job.shardConfig && html`<div class="stat"><dt>shards</dt><dd>${integer(progress.completedShards ?? 0)} <small class="muted">of ${integer(progress.totalShards ?? 0)}</small></dd></div>
        <div class="stat"><dt>units</dt><dd>${short(unitsDone(job))} <small class="muted">of ${short(job.shardConfig.totalUnits)}</small></dd></div>
        <div class="stat"><dt>${ended ? "units a second, average" : "units a second"}</dt><dd>${short(speed)}</dd></div>`}
      <div class="stat"><dt>running now</dt><dd>${integer(progress.runningShards ?? 0)}</dd></div>
      <div class="stat"><dt>elapsed</dt><dd>${ran === null ? "–" : duration(ran)}</dd></div>
      ${job.shardConfig && html`<div class="stat"><dt>given out again</dt><dd>${integer(progress.retried ?? 0)}</dd></div>
        <div class="stat"><dt>late, dropped</dt><dd>${integer(progress.late ?? 0)}</dd></div>`}
    </dl>
  </section>`;
}

/** @param {{job: Job}} props */
function SharesCard({ job }) {
  const shares = sharesOf(job);
  return html`<section class="card stack" aria-labelledby="shares-title">
    <h2 id="shares-title">Who computed</h2>
    ${shares.length === 0 ? html`<p class="muted placeholder">${hasEnded(job) ? "Not recorded for this job." : html`Nobody yet. <a href="#workers">See the workers</a>.`}</p>` : html`<ul class="shares">
      ${shares.map((share, i) => html`<li key=${share.worker}>
        <div class="row between nowrap"><span class="truncate" title=${share.worker}>${share.label || share.worker}</span><span class="number">${percent(share.part)}</span></div>
        <${Bar} part=${share.part} series=${(i % 6) + 1} />
        <div class="hint number">${integer(share.shards)} shards, ${short(share.units)} units, ${duration(share.computeMillis)} of computing</div>
      </li>`)}
    </ul>`}
  </section>`;
}

/** @param {{lines: import("../js/progress.js").EventLine[]}} props */
function EventsCard({ lines }) {
  const now = Date.now();
  return html`<section class="card stack" aria-labelledby="events-title">
    <h2 id="events-title">Events</h2>
    <div class="events" tabindex="0" role="group" aria-label="Events, newest first">
      ${lines.length === 0 && html`<p class="muted">None yet.</p>`}
      <ol>${lines.map((line) => html`<li key=${line.first}><${EventText} line=${line} now=${now} /></li>`)}</ol>
    </div>
  </section>`;
}

/** @param {{line: import("../js/progress.js").EventLine, now: number}} props */
function EventText({ line, now }) {
  const [text, tone] = EVENT_TEXT[line.type] ?? [line.type, ""];
  const detail = eventDetail(line);
  return html`<time class="muted number">${moment(line.ts, now)}</time>
    <span class="event-text"><span class="event-${tone || "plain"}">${line.type === "shard_done" && line.count === 1 ? "Shard done" : text}</span>${line.count > 1 ? html` <span class="muted">× ${integer(line.count)}</span>` : ""}${detail && html`<span class="hint"> ${detail}</span>`}</span>`;
}

/** @param {import("../js/progress.js").EventLine} line */
function eventDetail(line) {
  const data = line.data ?? {};
  if (line.count > 1) return "";
  const parts = [];
  if (Number.isInteger(data.shardId ?? data.shard)) parts.push(`no. ${integer(data.shardId ?? data.shard)}`);
  if (Number.isInteger(data.attempt) && data.attempt > 1) parts.push(`attempt ${data.attempt}`);
  if (data.worker || data.label || data.workerId) parts.push(`by ${data.label || data.worker || data.workerId}`);
  if (data.reason || data.error) parts.push(String(data.reason || (data.error.message ?? data.error)));
  return parts.join(", ");
}

/** @param {{job: Job}} props */
function FactsCard({ job }) {
  const now = Date.now();
  const reducer = job.reducer;
  const facts = [
    ["submitted", moment(job.createdAt, now)],
    ["started", moment(job.startedAt, now)],
    ["ended", moment(job.endedAt, now)],
    ["execution", job.executionModel],
    ...(job.shardConfig ? [["units a shard", integer(job.shardConfig.unitsPerShard)]] : []),
    ...(reducer ? [["reducer", `${reducer.type} ${(reducer.fields ?? (reducer.field ? [reducer.field] : [])).join(", ")}`]] : []),
  ];
  const args = job.task?.args;
  return html`<section class="card stack" aria-labelledby="facts-title">
    <h2 id="facts-title">About it</h2>
    <dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd class="number">${value}</dd></div>`)}</dl>
    ${args !== undefined && html`<details><summary>Arguments</summary><pre tabindex="0">${JSON.stringify(args, null, 2)}</pre></details>`}
    ${typeof job.task?.code === "string" && html`<details><summary>Code</summary><pre tabindex="0">${job.task.code}</pre></details>`}
  </section>`;
}

