// @ts-check
/** Who computes here, live. */
import { api } from "../js/api.js";
import { ago, duration, integer, short } from "../js/format.js";
import { html, useState } from "../js/html.js";
import { shown } from "../js/table.js";
import { Badge, Empty, Field, Problem, usePolled } from "../js/ui.js";

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
 * @property {string} [idleBecause] why it gets nothing now although it is there
 * @property {number} computeMillis
 * @property {string} isolation
 * @property {string} joinedAt
 * @property {string} lastSeenAt
 */

/** @typedef {{address: string, times: number, lastAt: string, limit: string, value: number}} Crowd tabs that found no room */

/** What the columns are called, and whether their largest is what one looks for. */
const COLUMNS = /** @type {[string, string, boolean][]} */ ([
  ["name", "Worker", false], ["kind", "Kind", false], ["busy", "Slots busy", true], ["shardsDone", "Shards", true], ["shardsFailed", "Failed", true],
  ["leasesLapsed", "Lapsed", true], ["computeMillis", "Computed", true], ["lastSeenAt", "Seen", true],
]);
const TABLE = {
  text: (/** @type {Worker} */ worker) => [worker.label, worker.workerId, worker.kind, worker.platform, worker.engine].join(" "),
  value: (/** @type {Worker} */ worker, /** @type {string} */ key) => (key === "name" ? nameOf(worker) : /** @type {any} */ (worker)[key]),
};

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
    ${value?.list.ledgerWarning && html`<div class="notice warn">${value.list.ledgerWarning}</div>`}
    <${TurnedAway} crowds=${value?.list.turnedAway ?? []} />
    <section class="card" aria-label="All together"><dl class="stats">
      <${Stat} name="workers" value=${value ? integer(value.list.count) : "–"} />
      <${Stat} name="slots" value=${value ? integer(value.list.totalSlots) : "–"} />
      <${Stat} name="busy" value=${value ? integer(value.runtime.busySlots ?? busy) : "–"} />
      <${Stat} name="shards a second" value=${value ? short(value.runtime.shardsPerSecond ?? NaN) : "–"} />
      <${Stat} name="jobs running" value=${value ? integer(value.runtime.jobsRunning ?? NaN) : "–"} />
    </dl></section>
    ${value === null ? html`<section class="card flush" aria-label="Workers"><p class="muted row padded"><span class="spinner"></span> Reading …</p></section>`
    : workers.length === 0 ? html`<section class="card flush" aria-label="Workers"><${Empty} title="Nobody computes here">Start the node with the role <code>dual</code> or <code>worker</code>, or <a href="#invites">invite a browser</a>.</${Empty}></section>`
    : html`<${WorkerTable} workers=${workers} />`}
  </div>`;
}

/** Volunteers can't tell the owner that they found no room: this does. @param {{crowds: Crowd[]}} props */
function TurnedAway({ crowds }) {
  if (crowds.length === 0) return null;
  const now = Date.now();
  return html`<div class="notice warn stack tight" role="status">
    <strong>Tabs were turned away at this node's door</strong>
    <ul class="plain-list">${crowds.slice(0, 5).map((crowd) => html`<li key=${crowd.address}><code>${crowd.address}</code>: ${integer(crowd.times)} ${crowd.times === 1 ? "time" : "times"},
      the last ${ago(crowd.lastAt, now)}. <code>${crowd.limit}</code> is ${integer(crowd.value)}.</li>`)}</ul>
    <span>Raise the setting and start the node again if they are welcome: many people behind one router have one address.</span>
  </div>`;
}

/** @param {{name: string, value: string}} props */
function Stat({ name, value }) {
  return html`<div class="stat"><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** @param {Worker} worker */
function nameOf(worker) {
  return worker.label || worker.workerId;
}

/** @param {{workers: Worker[]}} props */
function WorkerTable({ workers }) {
  const [look, setLook] = useState({ search: "", sort: "", down: false, page: 0 });
  const view = shown(workers, TABLE, look);
  const many = workers.length > 5;
  const sortBy = (/** @type {string} */ key, /** @type {boolean} */ largestFirst) =>
    setLook((old) => ({ ...old, page: 0, sort: key, down: old.sort === key ? !old.down : largestFirst }));
  return html`<section class="stack tight" aria-label="Workers">
    ${many && html`<div class="row between table-tools">
      <${Field} label="Search" control=${(/** @type {object} */ tied) => html`<input ...${tied} type="search" value=${look.search} placeholder="name, kind or platform" autocomplete="off" spellcheck=${false}
        onInput=${(/** @type {any} */ event) => setLook((old) => ({ ...old, search: event.target.value, page: 0 }))} />`} />
      <${SortChoice} look=${look} sortBy=${sortBy} />
    </div>`}
    <div class="card flush">${view.rows.length === 0 ? html`<${Empty} title="No worker is like that">Look for fewer words.</${Empty}>`
    : html`<div class="table-wrap" tabindex="0" role="region" aria-label="Workers, a table"><table class="cards">
      <thead><tr>${COLUMNS.map(([key, text, largest], i) => html`<th scope="col" class=${i > 1 ? "number" : ""} aria-sort=${look.sort === key ? (look.down ? "descending" : "ascending") : undefined}>
        ${many ? html`<button type="button" class="sort" onClick=${() => sortBy(key, largest)}>${text}<span class="sort-mark" aria-hidden="true">${look.sort === key ? (look.down ? "▾" : "▴") : ""}</span></button>` : text}</th>`)}</tr></thead>
      <tbody>${view.rows.map((worker) => html`<${WorkerRow} key=${worker.workerId} worker=${worker} />`)}</tbody>
    </table></div>`}</div>
    <${Pager} view=${view} all=${workers.length} go=${(/** @type {number} */ page) => setLook((old) => ({ ...old, page }))} />
  </section>`;
}

/** On a phone the table has no head to sort by. @param {{look: {sort: string, down: boolean}, sortBy: (key: string, largestFirst: boolean) => void}} props */
function SortChoice({ look, sortBy }) {
  return html`<${Field} label="Sort by" control=${(/** @type {object} */ tied) => html`<select ...${tied} value=${look.sort}
    onChange=${(/** @type {any} */ event) => sortBy(event.target.value, COLUMNS.find(([key]) => key === event.target.value)?.[2] ?? false)}>
    <option value="">as they joined</option>
    ${COLUMNS.map(([key, text]) => html`<option value=${key}>${text}</option>`)}</select>`} />`;
}

/** @param {{view: {found: number, pages: number, page: number}, all: number, go: (page: number) => void}} props */
function Pager({ view, all, go }) {
  if (all <= view.found && view.pages === 1) return null;
  return html`<nav class="row between pager" aria-label="Pages of the table">
    <span class="hint number" role="status">${integer(view.found)}${view.found < all ? ` of ${integer(all)}` : ""} ${view.found === 1 ? "worker" : "workers"}${view.pages > 1 ? `, page ${view.page + 1} of ${view.pages}` : ""}</span>
    ${view.pages > 1 && html`<span class="row"><button type="button" class="btn small" disabled=${view.page === 0} onClick=${() => go(view.page - 1)}>Before</button>
      <button type="button" class="btn small" disabled=${view.page === view.pages - 1} onClick=${() => go(view.page + 1)}>Next</button></span>`}
  </nav>`;
}

/** @param {{worker: Worker}} props */
function WorkerRow({ worker }) {
  return html`<tr>
    <td class="job-name"><strong class="truncate" title=${nameOf(worker)}>${nameOf(worker)}</strong>
      <span class="hint truncate" title="${worker.platform}, ${worker.engine}, ${worker.isolation}">${worker.platform}, ${worker.engine}, ${worker.isolation}</span>
      ${worker.idleBecause && html`<span class="hint event-warn">idle: ${worker.idleBecause}</span>`}</td>
    <td data-label="Kind"><${Badge} tone=${worker.kind === "node" ? "accent" : "info"}>${worker.kind}</${Badge}></td>
    <td data-label="Slots busy" class="number">${integer(worker.busy)} <span class="muted">of ${integer(Math.max(worker.busy, worker.slots))}</span></td>
    <td data-label="Shards" class="number">${integer(worker.shardsDone)}</td>
    <td data-label="Failed" class="number ${worker.shardsFailed > 0 ? "event-bad" : ""}">${integer(worker.shardsFailed)}</td>
    <td data-label="Lapsed" class="number ${worker.leasesLapsed > 0 ? "event-warn" : ""}">${integer(worker.leasesLapsed)}</td>
    <td data-label="Computed" class="number">${duration(worker.computeMillis)}</td>
    <td data-label="Seen" class="number">${ago(worker.lastSeenAt, Date.now())}</td>
  </tr>`;
}
