// @ts-check
/** Invites for browsers: make one, show it once with its QR code, see and revoke those that are out. */
import { api } from "../js/api.js";
import { ago, clock, integer, toMs } from "../js/format.js";
import { html, useState } from "../js/html.js";
import { wholeNumber } from "../js/job-form.js";
import { Badge, CopyButton, Empty, Field, Problem, toast, useNow, usePolled } from "../js/ui.js";

const EVERY_MS = 5_000;
const TTLS = /** @type {[number, string][]} */ ([[600, "10 minutes"], [3600, "1 hour"], [28_800, "8 hours"], [86_400, "24 hours"]]);
const USES_MAX = 10_000;

export function InvitesView() {
  const list = usePolled(() => api.invites(), EVERY_MS);
  const [made, setMade] = useState(/** @type {any} */ (null));
  return html`<div class="stack loose">
    <h1>Invites</h1>
    <div class="two-cards">
      <${NewInvite} onMade=${(/** @type {any} */ invite) => { setMade(invite); list.again(); }} />
      ${made ? html`<${MadeInvite} invite=${made} />` : html`<section class="card stack invite-placeholder"><h2>Link and code</h2>
        <p class="muted">A browser that opens the link, scans the code or types the short code joins as a worker. The link is shown once, here.</p></section>`}
    </div>
    <${Problem} error=${list.error} />
    <${InviteList} list=${list} />
  </div>`;
}

/** @param {{onMade: (invite: any) => void}} props */
function NewInvite({ onMade }) {
  const [ttl, setTtl] = useState(3600);
  const [label, setLabel] = useState("");
  const [uses, setUses] = useState("");
  const [error, setError] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const usesWrong = uses.trim() !== "" && !(wholeNumber(uses) >= 1 && wholeNumber(uses) <= USES_MAX);

  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (usesWrong) return;
    setBusy(true);
    setError(null);
    try {
      const invite = await api.invite({ ttlSec: ttl, ...(label.trim() ? { workerLabel: label.trim() } : {}), ...(uses.trim() ? { maxUses: wholeNumber(uses) } : {}) });
      onMade(invite);
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  const fieldError = (/** @type {string} */ name) => (error?.field === name ? error.message : undefined);

  return html`<form class="card stack" onSubmit=${submit} novalidate aria-labelledby="new-invite">
    <h2 id="new-invite">Invite browsers</h2>
    <${Field} label="Label" hint="Shown beside the shards that they compute." error=${fieldError("workerLabel")}
      control=${(/** @type {object} */ tied) => html`<input ...${tied} maxlength="64" autocomplete="off" value=${label} onInput=${(/** @type {any} */ event) => setLabel(event.target.value)} />`} />
    <div class="pair">
      <${Field} label="Valid for" error=${fieldError("ttlSec")}
        control=${(/** @type {object} */ tied) => html`<select ...${tied} value=${ttl} onChange=${(/** @type {any} */ event) => setTtl(Number(event.target.value))}>
          ${TTLS.map(([seconds, text]) => html`<option value=${seconds}>${text}</option>`)}</select>`} />
      <${Field} label="Browsers" error=${usesWrong ? `A number from 1 to ${integer(USES_MAX)}, or blank.` : fieldError("maxUses")}
        control=${(/** @type {object} */ tied) => html`<input ...${tied} inputmode="numeric" autocomplete="off" placeholder="default" value=${uses} onInput=${(/** @type {any} */ event) => setUses(event.target.value)} />`} />
    </div>
    ${error && !error.field && html`<${Problem} error=${error} />`}
    <div><button class="btn primary" disabled=${busy}>${busy ? "Making …" : "Make an invite"}</button></div>
  </form>`;
}

/** @param {{invite: any}} props */
function MadeInvite({ invite }) {
  const now = useNow(1_000);
  const left = toMs(invite.expiresAt) - now;
  const over = left <= 0;
  return html`<section class="card stack" aria-labelledby="made-invite">
    <header><h2 id="made-invite">Link and code</h2>
      <${Badge} tone=${over ? "bad" : left < 60_000 ? "warn" : "ok"}>${over ? "expired" : html`<span class="number">${clock(left)} left</span>`}</${Badge}></header>
    ${invite.thisMachineOnly && html`<p class="notice warn" role="note">Only browsers on this machine can open these links: this page was reached on 127.0.0.1. To let phones and other machines in, start the node with <code>kith up --host 0.0.0.0</code> and make an invite then.</p>`}
    <div class="invite-made">
      <div class="stack"><img class="qr" src=${invite.inviteQrDataUrl} width="176" height="176" alt="QR code of the link in words" />
        <a class="btn small" href=${invite.inviteQrDataUrl} download="kith-invite.png">Save the picture</a></div>
      <dl class="invite-links">
        <${Link} name="Link in words" text=${invite.phraseInviteUrl} />
        <${Link} name="Short link" text=${invite.shortInviteUrl} note=${codeNote(invite, now)} />
        <${Link} name="Code to type" text=${invite.shortCode} note=${codeNote(invite, now)} />
        <${Link} name="Link" text=${invite.inviteUrl} />
      </dl>
    </div>
  </section>`;
}

/** That a code ends before its invite. @param {any} invite @param {number} now */
export function codeNote(invite, now) {
  const ends = toMs(invite.shortCodeExpiresAt ?? invite.expiresAt);
  if (ends >= toMs(invite.expiresAt)) return "";
  return ends > now ? `${clock(ends - now)} left` : "expired";
}

/** @param {{name: string, text: string, note?: string}} props */
function Link({ name, text, note = "" }) {
  if (!text) return null;
  return html`<div><dt class="hint">${name}${note && html` <span class="number">(${note})</span>`}</dt><dd class="row nowrap"><code class="truncate grow" title=${text}>${text}</code><${CopyButton} text=${text} what=${name.toLowerCase()} /></dd></div>`;
}

/** @param {{list: {value: any, again: () => void}}} props */
function InviteList({ list }) {
  const now = useNow(1_000);
  const [sure, setSure] = useState("");
  const invites = list.value?.invites ?? [];
  const revoke = async (/** @type {string} */ id) => {
    if (sure !== id) return setSure(id);
    setSure("");
    try {
      await api.revokeInvite(id);
      toast("The invite is revoked. Browsers that joined by it are turned away when they next connect.");
      list.again();
    } catch (failed) {
      const { message, advice } = /** @type {any} */ (failed);
      toast(`${message} ${advice ?? ""}`, "bad");
    }
  };
  return html`<section class="card flush" aria-label="Invites that were made">
    ${list.value === null ? html`<p class="muted row padded"><span class="spinner"></span> Reading …</p>`
    : invites.length === 0 ? html`<${Empty} title="No invites yet">Make one above.</${Empty}>`
    : html`<div class="table-wrap"><table class="cards">
      <thead><tr><th scope="col">Invite</th><th scope="col">State</th><th scope="col" class="number">Used</th><th scope="col" class="number">Made</th><th scope="col"><span class="visually-hidden">Action</span></th></tr></thead>
      <tbody>${invites.map((/** @type {any} */ invite) => {
        const state = inviteState(invite, now);
        return html`<tr key=${invite.id}>
          <td class="job-name"><strong class="truncate">${invite.label || "No label"}</strong><span class="mono hint truncate">${invite.id}</span></td>
          <td data-label="State"><${Badge} tone=${state.tone}><span class="number">${state.text}</span></${Badge}></td>
          <td data-label="Used" class="number">${integer(invite.uses)} <span class="muted">of ${integer(invite.maxUses)}</span></td>
          <td data-label="Made" class="number">${ago(invite.createdAt, now)}</td>
          <td class="actions number">${state.live && html`<button class="btn small danger" onClick=${() => revoke(invite.id)} onBlur=${() => setSure("")}>${sure === invite.id ? "Really revoke" : "Revoke"}</button>`}</td>
        </tr>`;
      })}</tbody>
    </table></div>`}
  </section>`;
}

/** @param {any} invite @param {number} now */
export function inviteState(invite, now) {
  if (invite.revoked) return { text: "revoked", tone: "bad", live: false };
  const left = toMs(invite.expiresAt) - now;
  if (left <= 0) return { text: "expired", tone: "", live: false };
  if (invite.uses >= invite.maxUses) return { text: "used up", tone: "warn", live: true };
  return { text: `${clock(left)} left`, tone: "ok", live: true };
}
