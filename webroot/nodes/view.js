// @ts-check
/** The nodes, live. */
import { api } from "../js/api.js";
import { ago, integer } from "../js/format.js";
import { html, useState } from "../js/html.js";
import { Badge, Empty, Problem, usePolled } from "../js/ui.js";
import { RevokeDialog, TokenDialog } from "./dialogs.js";
import { cardLeft, onThisMachine, pingText, remembered, shortId, skewText, sorted, sparkline } from "./mesh.js";

/** @typedef {import("./mesh.js").Node} Node */

const EVERY_MS = 2_000;
const CARDS_EVERY_MS = 60_000;
const SPARK = { width: 96, height: 22 };
const TONES = { alive: "ok", suspect: "warn", dead: "bad", left: "" };
const WAYS = { self: "this node", member: "member", link: "link", none: "no way" };

/** @type {Map<string, (number | null)[]>} */
let histories = new Map();

/** @param {{maySteer: boolean}} props */
export function NodesView({ maySteer }) {
  const { value, error, again } = usePolled(async () => {
    const answer = await api.nodes();
    histories = remembered(histories, answer.nodes);
    return { mesh: answer.mesh, nodes: sorted(answer.nodes) };
  }, EVERY_MS);
  // The page does without it: only whether a card is late depends on it.
  const authority = usePolled(() => api.authority(), CARDS_EVERY_MS);
  const began = new Map((authority.value?.cards ?? []).map((/** @type {any} */ card) => [card.nodeId, card.notBefore]));
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState(/** @type {Node | null} */ (null));
  const nodes = value?.nodes ?? [];
  const loopback = onThisMachine(nodes);
  const alive = nodes.filter((node) => node.liveness === "alive").length;
  return html`<div class="stack loose">
    <div class="row between"><h1>Nodes</h1>
      ${maySteer && html`<button type="button" class="btn primary" onClick=${() => setMaking(true)}>Let a machine join</button>`}</div>
    <${Problem} error=${error} />
    ${loopback && html`<p class="notice warn" role="note">This mesh is on 127.0.0.1: other machines can't join it, nor use its tokens. To let them in, stop the node and start it with <code>kith up --host 0.0.0.0</code>.</p>`}
    <section class="card" aria-label="All together"><dl class="stats">
      <div class="stat"><dt>nodes</dt><dd>${value ? integer(nodes.length) : "–"}</dd></div>
      <div class="stat"><dt>alive</dt><dd>${value ? integer(alive) : "–"}</dd></div>
      <div class="stat"><dt>mesh</dt><dd class="mono truncate" title=${value?.mesh ?? ""}>${value ? shortId(value.mesh) : "–"}</dd></div>
    </dl></section>
    <section class="card flush" aria-label="Nodes">
      ${value === null ? html`<p class="muted row padded"><span class="spinner"></span> Reading …</p>`
      : html`<${NodeTable} nodes=${nodes} began=${began} maySteer=${maySteer} onRevoke=${setRevoking} />`}
      ${nodes.length === 1 && html`<${Empty} title="This node is alone">${loopback ? "Only nodes on this machine can join it." : html`Make a token and run <code>kith join</code> on another machine.`}</${Empty}>`}
    </section>
    ${making && html`<${TokenDialog} onClose=${() => setMaking(false)} />`}
    ${revoking && html`<${RevokeDialog} node=${revoking} onClose=${(/** @type {boolean} */ done) => { setRevoking(null); if (done) again(); }} />`}
  </div>`;
}

/** @param {{nodes: Node[], began: Map<string, string>, maySteer: boolean, onRevoke: (node: Node) => void}} props */
function NodeTable({ nodes, began, maySteer, onRevoke }) {
  const now = Date.now();
  return html`<div class="table-wrap"><table class="cards nodes">
    <thead><tr><th scope="col">Node</th><th scope="col">State</th><th scope="col">Role</th><th scope="col" class="number">Ping</th>
      <th scope="col" class="number">Score</th><th scope="col">Reached</th><th scope="col">Card ends</th>
      ${maySteer && html`<th scope="col"><span class="visually-hidden">Actions</span></th>`}</tr></thead>
    <tbody>${nodes.map((node) => html`<${NodeRow} key=${node.nodeId} node=${node} began=${began.get(node.nodeId)} now=${now} maySteer=${maySteer} onRevoke=${onRevoke} />`)}</tbody>
  </table></div>`;
}

/** @param {{node: Node, began: string | undefined, now: number, maySteer: boolean, onRevoke: (node: Node) => void}} props */
function NodeRow({ node, began, now, maySteer, onRevoke }) {
  const card = cardLeft(node.cardUntil, now, began);
  return html`<tr>
    <td class="node-name"><strong class="truncate" title=${node.name}>${node.name}${node.self ? " (this one)" : ""}</strong>
      <span class="hint mono" title=${node.nodeId}>${shortId(node.nodeId)}</span></td>
    <td data-label="State"><${Liveness} node=${node} now=${now} /></td>
    <td data-label="Role">${node.role}</td>
    <td data-label="Ping" class="number"><span class="ping">${!node.self && html`<${Spark} node=${node} />`}<span class="ping-value">${node.self ? "–" : pingText(node.pingMs)}</span></span>${skewText(node.skewMillis) && html`<span class="hint event-warn">${skewText(node.skewMillis)}</span>`}</td>
    <td data-label="Score" class="number">${integer(node.score)}</td>
    <td data-label="Reached"><span class="way">${WAYS[node.carrier] ?? node.carrier}${node.hops > 1 ? `, ${node.hops} hops` : ""}</span>
      <span class="where"><${Addresses} addresses=${node.addresses} /></span></td>
    <td data-label="Card ends" class=${card.late ? "event-warn" : ""} title=${node.cardUntil}>${card.text}${card.late ? " (!)" : ""}</td>
    ${maySteer && html`<td class="actions">${!node.self && html`<button type="button" class="btn small danger" onClick=${() => onRevoke(node)}
      aria-label="Revoke ${node.name}">Revoke</button>`}</td>`}
  </tr>`;
}

/** Text and shape; colour comes on top. @param {{node: Node, now: number}} props */
function Liveness({ node, now }) {
  const tone = TONES[node.liveness] ?? "";
  return html`<${Badge} tone=${tone}><${Shape} liveness=${node.liveness} />${node.liveness}</${Badge}>
    ${node.liveness !== "alive" && node.lastSeenAt && html`<span class="hint seen">${ago(node.lastSeenAt, now)}</span>`}`;
}

/** Full, half, crossed, empty. @param {{liveness: string}} props */
function Shape({ liveness }) {
  return html`<svg class="shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.5">
    ${liveness === "alive" && html`<circle cx="6" cy="6" r="4.5" fill="currentColor" />`}
    ${liveness === "suspect" && html`<circle cx="6" cy="6" r="4.5" /><path d="M6 1.5a4.5 4.5 0 0 1 0 9z" fill="currentColor" />`}
    ${liveness === "dead" && html`<path d="m2 2 8 8M10 2l-8 8" stroke-width="2" />`}
    ${liveness === "left" && html`<circle cx="6" cy="6" r="4.5" stroke-dasharray="2 2" />`}
  </svg>`;
}

/** @param {{node: Node}} props */
function Spark({ node }) {
  const pings = histories.get(node.nodeId) ?? [];
  const known = pings.filter((ping) => ping !== null);
  const text = known.length === 0 ? "no pings yet" : `pings of the last two minutes, ${pingText(Math.min(...known))} to ${pingText(Math.max(...known))}`;
  return html`<svg class="spark" viewBox="0 -2 ${SPARK.width} ${SPARK.height + 4}" width=${SPARK.width} height=${SPARK.height + 4} role="img" aria-label=${text} preserveAspectRatio="none">
    <title>${text}</title><path d=${sparkline(pings, SPARK.width, SPARK.height)} /></svg>`;
}

/** @param {{addresses: string[]}} props */
function Addresses({ addresses }) {
  if (addresses.length === 0) return html`<span class="muted">only dials out</span>`;
  return html`<span class="mono truncate address" title=${addresses.join(", ")}>${addresses[0]}</span>${addresses.length > 1 && html` <span class="muted">+${addresses.length - 1}</span>`}`;
}
