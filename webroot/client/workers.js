// @ts-check
/** Who computes here, live. */
import { api } from "../js/api.js";
import { ago, duration, integer, short } from "../js/format.js";
import { html } from "../js/html.js";
import { Badge, Empty, Problem, usePolled } from "../js/ui.js";

const EVERY_MS = 2_000;

/**
 * @typedef {object} Worker
 * @property {string} workerId
 * @property {"node" | "browser"} kind
 * @property {string} label
 * @property {string} engine
 * @property {string} platform
 * @property {number} cores
 * @property {number} slots
 * @property {number} busy
 * @property {number} shardsDone
 * @property {number} shardsFailed
 * @property {number} leasesLapsed
 * @property {number} computeMillis
 * @property {string} isolation
 * @property {string} joinedAt
 * @property {string} lastSeenAt
 */

export function WorkersView() {
  const { value, error } = usePolled(async () => {
    const [list, metrics] = await Promise.all([api.workers(), api.metrics()]);
    return { list, runtime: metrics.runtime ?? {} };
  }, EVERY_MS);
  const workers = /** @type {Worker[]} */ (value?.list.workers ?? []);
  const busy = workers.reduce((sum, worker) => sum + worker.busy, 0);
  return html`<div class="stack loose">
    <div class="row between"><h1>Workers</h1><a class="btn" href="#invites">Invite a browser</a></div>
    <${Problem} error=${error} />
    <section class="card" aria-label="All together"><dl class="stats">
      <${Stat} name="workers" value=${value ? integer(value.list.count) : "–"} />
      <${Stat} name="slots" value=${value ? integer(value.list.totalSlots) : "–"} />
      <${Stat} name="busy" value=${value ? integer(value.runtime.busySlots ?? busy) : "–"} />
      <${Stat} name="shards a second" value=${value ? short(value.runtime.shardsPerSecond ?? NaN) : "–"} />
      <${Stat} name="jobs running" value=${value ? integer(value.runtime.jobsRunning ?? NaN) : "–"} />
    </dl></section>
    <section class="card flush" aria-label="Workers">
      ${value === null ? html`<p class="muted row padded"><span class="spinner"></span> Reading …</p>`
      : workers.length === 0 ? html`<${Empty} title="Nobody computes here">Start the node with the role <code>dual</code> or <code>worker</code>, or <a href="#invites">invite a browser</a>.</${Empty}>`
      : html`<${WorkerTable} workers=${workers} />`}
    </section>
  </div>`;
}

/** @param {{name: string, value: string}} props */
function Stat({ name, value }) {
  return html`<div class="stat"><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** @param {{workers: Worker[]}} props */
function WorkerTable({ workers }) {
  const now = Date.now();
  return html`<div class="table-wrap"><table class="cards">
    <thead><tr><th scope="col">Worker</th><th scope="col">Kind</th><th scope="col" class="number">Slots busy</th><th scope="col" class="number">Shards</th><th scope="col" class="number">Failed</th><th scope="col" class="number">Lapsed</th><th scope="col" class="number">Computed</th><th scope="col" class="number">Seen</th></tr></thead>
    <tbody>${workers.map((worker) => html`<tr key=${worker.workerId}>
      <td class="job-name"><strong class="truncate">${worker.label || worker.workerId}</strong>
        <span class="hint truncate" title="${worker.platform}, ${worker.engine}, ${worker.isolation}">${worker.platform}, ${worker.engine}</span></td>
      <td data-label="Kind"><${Badge} tone=${worker.kind === "node" ? "accent" : "info"}>${worker.kind}</${Badge}></td>
      <td data-label="Slots busy" class="number">${integer(worker.busy)} <span class="muted">of ${integer(Math.max(worker.busy, worker.slots))}</span></td>
      <td data-label="Shards" class="number">${integer(worker.shardsDone)}</td>
      <td data-label="Failed" class="number ${worker.shardsFailed > 0 ? "event-bad" : ""}">${integer(worker.shardsFailed)}</td>
      <td data-label="Lapsed" class="number ${worker.leasesLapsed > 0 ? "event-warn" : ""}">${integer(worker.leasesLapsed)}</td>
      <td data-label="Computed" class="number">${duration(worker.computeMillis)}</td>
      <td data-label="Seen" class="number">${ago(worker.lastSeenAt, now)}</td>
    </tr>`)}</tbody>
  </table></div>`;
}
