// @ts-check
/** The jobs so far, newest first, page by page. The first page stays current by itself. */
import { api } from "../js/api.js";
import { ago, duration, integer, percent } from "../js/format.js";
import { html, useState } from "../js/html.js";
import { elapsed, hasEnded, shareDone, stateOf } from "../js/progress.js";
import { Badge, Empty, Problem, usePolled } from "../js/ui.js";

const PAGE = 20;
const EVERY_MS = 3_000;

/** @typedef {import("../js/progress.js").Job} Job */

export function JobsView() {
  const newest = usePolled(() => api.jobs(PAGE), EVERY_MS);
  const [older, setOlder] = useState({ jobs: /** @type {Job[]} */ ([]), more: false, read: false });
  const [error, setError] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const first = /** @type {Job[]} */ (newest.value?.jobs ?? []);
  const seen = new Set(first.map((job) => job.jobId));
  const jobs = [...first, ...older.jobs.filter((job) => !seen.has(job.jobId))];
  const more = older.read ? older.more : newest.value?.more;

  const loadOlder = async () => {
    setBusy(true);
    setError(null);
    try {
      const page = await api.jobs(PAGE, jobs[jobs.length - 1].jobId);
      // What the first page has shown by now moves down into the older part, so that new jobs push nothing out.
      setOlder({ jobs: [...jobs, ...page.jobs], more: page.more, read: true });
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };

  return html`<div class="stack loose">
    <div class="row between"><h1>Jobs</h1><a class="btn primary" href="#run">Run a job</a></div>
    <${Problem} error=${newest.error ?? error} />
    <section class="card flush" aria-label="Jobs">
      ${newest.value === null ? html`<p class="muted row padded"><span class="spinner"></span> Reading …</p>`
      : jobs.length === 0 ? html`<${Empty} title="No jobs yet">Start from an example: <a href="#run">run one</a>.</${Empty}>`
      : html`<${JobTable} jobs=${jobs} />`}
    </section>
    ${more && html`<div class="row"><button class="btn" disabled=${busy} onClick=${loadOlder}>${busy ? "Reading …" : "Older jobs"}</button></div>`}
  </div>`;
}

/** @param {{jobs: Job[]}} props */
function JobTable({ jobs }) {
  const now = Date.now();
  return html`<div class="table-wrap"><table class="cards">
    <thead><tr><th scope="col">Job</th><th scope="col">State</th><th scope="col">Progress</th><th scope="col" class="number">Shards</th><th scope="col" class="number">Took</th><th scope="col" class="number">Submitted</th></tr></thead>
    <tbody>${jobs.map((job) => html`<${JobRow} key=${job.jobId} job=${job} now=${now} />`)}</tbody>
  </table></div>`;
}

/** @param {{job: Job, now: number}} props */
function JobRow({ job, now }) {
  const state = stateOf(job);
  const ran = elapsed(job, now);
  return html`<tr>
    <td class="job-name"><a href="#job/${encodeURIComponent(job.jobId)}">${job.name || job.task?.op || "Unnamed job"}</a><span class="mono hint truncate">${job.jobId}</span></td>
    <td data-label="State"><${Badge} tone=${state.tone} dot>${state.text}</${Badge}></td>
    <td data-label="Progress"><div class="row nowrap small-progress"><progress class="thin ${state.tone}" max="1" value=${shareDone(job)} aria-label="Progress of ${job.name || job.jobId}"></progress><span class="number hint">${percent(shareDone(job))}</span></div></td>
    <td data-label="Shards" class="number">${job.shardConfig ? integer(job.progress?.totalShards ?? job.shardConfig.totalShards) : "1"}</td>
    <td data-label=${hasEnded(job) ? "Took" : "For"} class="number">${ran === null ? "–" : duration(ran)}</td>
    <td data-label="Submitted" class="number">${ago(job.createdAt, now)}</td>
  </tr>`;
}
