// @ts-check
/** API keys: make one (shown once), list, revoke. */
import { api } from "../js/api.js";
import { ago, moment } from "../js/format.js";
import { html, useState } from "../js/html.js";
import { Badge, CopyButton, Empty, Field, Problem, toast, usePolled } from "../js/ui.js";

const EVERY_MS = 10_000;
const SCOPES = /** @type {[string, string][]} */ ([
  ["jobs", "submit, see and steer its own jobs"],
  ["jobs-all", "see and steer everybody's jobs"],
  ["invites", "make and revoke invites"],
  ["watch", "see workers, nodes and metrics"],
  ["keys", "make and revoke keys"],
  ["nodes", "let nodes join, revoke them, read their logs"],
]);
const TTLS = /** @type {[number, string][]} */ ([[0, "no end"], [86_400, "1 day"], [2_592_000, "30 days"], [31_536_000, "1 year"]]);

export function KeysView() {
  const list = usePolled(() => api.keys(), EVERY_MS);
  const [made, setMade] = useState(/** @type {any} */ (null));
  return html`<div class="stack loose">
    <h1>Keys</h1>
    ${made && html`<${MadeKey} made=${made} onSeen=${() => setMade(null)} />`}
    <${NewKey} onMade=${(/** @type {any} */ key) => { setMade(key); list.again(); }} />
    <${Problem} error=${list.error} />
    <${KeyList} list=${list} />
  </div>`;
}

/** @param {{onMade: (key: any) => void}} props */
function NewKey({ onMade }) {
  const [label, setLabel] = useState("");
  const [scopes, setScopes] = useState(["jobs"]);
  const [ttl, setTtl] = useState(0);
  const [error, setError] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const toggle = (/** @type {string} */ scope) => setScopes((old) => (old.includes(scope) ? old.filter((one) => one !== scope) : [...old, scope]));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (scopes.length === 0) return setError({ message: "Choose at least one scope", field: "scopes" });
    setBusy(true);
    setError(null);
    try {
      onMade(await api.makeKey({ label: label.trim(), scopes, ...(ttl > 0 ? { ttlSec: ttl } : {}) }));
      setLabel("");
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  return html`<form class="card stack" onSubmit=${submit} novalidate aria-labelledby="new-key">
    <h2 id="new-key">Make a key</h2>
    <div class="pair">
      <${Field} label="Label" hint="Who or what it is for." error=${error?.field === "label" ? error.message : undefined}
        control=${(/** @type {object} */ tied) => html`<input ...${tied} maxlength="64" autocomplete="off" value=${label} onInput=${(/** @type {any} */ event) => setLabel(event.target.value)} />`} />
      <${Field} label="Valid for"
        control=${(/** @type {object} */ tied) => html`<select ...${tied} value=${ttl} onChange=${(/** @type {any} */ event) => setTtl(Number(event.target.value))}>
          ${TTLS.map(([seconds, text]) => html`<option value=${seconds}>${text}</option>`)}</select>`} />
    </div>
    <fieldset><legend>It allows to</legend>
      ${SCOPES.map(([scope, text]) => html`<label class="check"><input type="checkbox" checked=${scopes.includes(scope)} onChange=${() => toggle(scope)} /><span><code>${scope}</code> ${text}</span></label>`)}
    </fieldset>
    ${error && error.field !== "label" && html`<${Problem} error=${error} />`}
    <div><button class="btn primary" disabled=${busy}>${busy ? "Making …" : "Make a key"}</button></div>
  </form>`;
}

/** @param {{made: any, onSeen: () => void}} props */
function MadeKey({ made, onSeen }) {
  const words = String(made.mnemonic ?? "").split(" ").filter(Boolean);
  return html`<section class="card stack made-key" aria-labelledby="made-key" role="status">
    <header><h2 id="made-key">Keep this now</h2><${Badge} tone="warn">shown only once</${Badge}></header>
    <div class="row nowrap"><code class="grow secret">${made.secret}</code><${CopyButton} text=${made.secret} what="the key" /></div>
    ${words.length > 0 && html`<div class="row between"><h3>The same key as ${words.length} words</h3><${CopyButton} text=${words.join(" ")} what="the words" /></div>
      <ol class="words">${words.map((word) => html`<li>${word}</li>`)}</ol>`}
    <div><button class="btn" onClick=${onSeen}>I have kept it</button></div>
  </section>`;
}

/** @param {{list: {value: any, again: () => void}}} props */
function KeyList({ list }) {
  const [sure, setSure] = useState("");
  const keys = list.value?.keys ?? [];
  const now = Date.now();
  const revoke = async (/** @type {string} */ id) => {
    if (sure !== id) return setSure(id);
    setSure("");
    try {
      await api.revokeKey(id);
      toast("The key is revoked; its sessions are over.");
      list.again();
    } catch (failed) {
      const { message, advice } = /** @type {any} */ (failed);
      toast(`${message} ${advice ?? ""}`, "bad");
    }
  };
  return html`<section class="card flush" aria-label="Keys">
    ${list.value === null ? html`<p class="muted row padded"><span class="spinner"></span> Reading …</p>`
    : keys.length === 0 ? html`<${Empty} title="No keys">Make one above.</${Empty}>`
    : html`<div class="table-wrap"><table class="cards">
      <thead><tr><th scope="col">Key</th><th scope="col">Scopes</th><th scope="col" class="number">Expires</th><th scope="col" class="number">Last used</th><th scope="col"><span class="visually-hidden">Action</span></th></tr></thead>
      <tbody>${keys.map((/** @type {any} */ key) => html`<tr key=${key.id}>
        <td class="job-name"><strong class="truncate">${key.label || "No label"}</strong><span class="mono hint truncate">${key.id}</span></td>
        <td data-label="Scopes"><span class="row scope-row">${key.scopes.map((/** @type {string} */ scope) => html`<${Badge} tone="">${scope}</${Badge}>`)}</span></td>
        <td data-label="Expires" class="number">${key.revoked ? html`<${Badge} tone="bad">revoked</${Badge}>` : key.expiresAt ? moment(key.expiresAt, now) : "never"}</td>
        <td data-label="Last used" class="number">${key.lastUsedAt ? ago(key.lastUsedAt, now) : "never"}</td>
        <td class="actions number">${!key.revoked && html`<button class="btn small danger" onClick=${() => revoke(key.id)} onBlur=${() => setSure("")}>${sure === key.id ? "Really revoke" : "Revoke"}</button>`}</td>
      </tr>`)}</tbody>
    </table></div>`}
  </section>`;
}
