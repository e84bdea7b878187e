// @ts-check
/** What asks before it acts: a token for a new machine, and taking a node out. */
import { api } from "../js/api.js";
import { duration, toMs } from "../js/format.js";
import { html, useEffect, useRef, useState } from "../js/html.js";
import { wholeNumber } from "../js/job-form.js";
import { CopyButton, Field, Problem, toast } from "../js/ui.js";
import { joinCommands, shortId } from "./mesh.js";

const TTLS = /** @type {[number, string][]} */ ([[900, "15 minutes"], [3600, "1 hour"], [28_800, "8 hours"], [86_400, "24 hours"]]);
const ROLES = /** @type {[string, string][]} */ ([["worker", "worker: runs shards"], ["dual", "dual: owns jobs and runs shards"], ["controller", "controller: owns jobs"]]);
const USES_MAX = 100;

/** @param {{title: string, onClose: () => void, children?: any}} props */
function Dialog({ title, onClose, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    dialog.current?.showModal();
    return () => before?.focus();
  }, []);
  return html`<dialog ref=${dialog} class="dialog" aria-labelledby="dialog-title" onCancel=${(/** @type {Event} */ event) => { event.preventDefault(); onClose(); }}>
    <div class="stack"><h2 id="dialog-title">${title}</h2>${children}</div>
  </dialog>`;
}

/** @param {{onClose: () => void}} props */
export function TokenDialog({ onClose }) {
  const [made, setMade] = useState(/** @type {any} */ (null));
  return html`<${Dialog} title=${made ? "Run this on the new machine" : "Let a machine join"} onClose=${onClose}>
    ${made ? html`<${MadeToken} made=${made} onClose=${onClose} />` : html`<${TokenForm} onMade=${setMade} onClose=${onClose} />`}
  </${Dialog}>`;
}

/** @param {{onMade: (made: any) => void, onClose: () => void}} props */
function TokenForm({ onMade, onClose }) {
  const [role, setRole] = useState("worker");
  const [ttl, setTtl] = useState(3600);
  const [uses, setUses] = useState("1");
  const [outbound, setOutbound] = useState(false);
  const [error, setError] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const usesWrong = !(wholeNumber(uses) >= 1 && wholeNumber(uses) <= USES_MAX);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (usesWrong) return;
    setBusy(true);
    setError(null);
    try {
      onMade(await api.makeToken({ role, ttlSec: ttl, uses: wholeNumber(uses), outboundOnly: outbound }));
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  return html`<form class="stack" onSubmit=${submit} novalidate>
    <p class="muted">A token lets a machine become a node of this mesh. It is shown once.</p>
    <${Field} label="It will be" control=${(/** @type {object} */ tied) => html`<select ...${tied} value=${role} autofocus onChange=${(/** @type {any} */ event) => setRole(event.target.value)}>
      ${ROLES.map(([key, text]) => html`<option value=${key}>${text}</option>`)}</select>`} />
    <div class="pair">
      <${Field} label="Valid for" control=${(/** @type {object} */ tied) => html`<select ...${tied} value=${ttl} onChange=${(/** @type {any} */ event) => setTtl(Number(event.target.value))}>
        ${TTLS.map(([seconds, text]) => html`<option value=${seconds}>${text}</option>`)}</select>`} />
      <${Field} label="Machines" error=${usesWrong ? `From 1 to ${USES_MAX}.` : undefined} control=${(/** @type {object} */ tied) => html`<input ...${tied} inputmode="numeric" value=${uses} onInput=${(/** @type {any} */ event) => setUses(event.target.value)} />`} />
    </div>
    <label class="check"><input type="checkbox" checked=${outbound} onChange=${() => setOutbound(!outbound)} /> It can't be reached from here (behind NAT)</label>
    <${Problem} error=${error} />
    <div class="row end"><button type="button" class="btn" onClick=${onClose}>Cancel</button>
      <button class="btn primary" disabled=${busy}>${busy ? "Making it …" : "Make the token"}</button></div>
  </form>`;
}

/** @param {{made: any, onClose: () => void}} props */
function MadeToken({ made, onClose }) {
  const commands = joinCommands(made.join ?? [], made.token);
  return html`<div class="stack">
    ${commands.length > 1 && html`<p class="muted">Any of these, whichever address the machine reaches:</p>`}
    ${commands.map((command) => html`<div class="join-command"><code>${command}</code><${CopyButton} text=${command} what="the command" /></div>`)}
    ${made.thisMachineOnly && html`<p class="notice warn" role="note">This mesh is on 127.0.0.1: the command works on this machine alone, and no other can join by it. To let others in, stop the node, start it with <code>kith up --host 0.0.0.0</code>, and make a token then.</p>`}
    <p class="muted small">For ${made.maxUses === 1 ? "one machine" : `${made.maxUses} machines`}, ${made.role}, for ${duration(Math.max(0, toMs(made.expiresAt) - Date.now()))}. Who has it can join: give it to nobody else. It is not shown again.</p>
    <div class="row end"><button type="button" class="btn primary" onClick=${onClose}>Done</button></div>
  </div>`;
}

/** @param {{node: import("./mesh.js").Node, onClose: (done: boolean) => void}} props */
export function RevokeDialog({ node, onClose }) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await api.revokeNode(node.nodeId, reason.trim());
      toast(`${node.name} is revoked`);
      onClose(true);
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  return html`<${Dialog} title="Revoke ${node.name}?" onClose=${() => onClose(false)}>
    <form class="stack" onSubmit=${submit} novalidate>
      <p>The node <span class="mono">${shortId(node.nodeId)}</span> is taken out of the mesh <strong>for good</strong>: every other node ends its sessions with it. It can only come back as a new node, by a new token.</p>
      <${Field} label="Reason" hint="Kept with the revocation." error=${error?.field === "reason" ? error.message : undefined}
        control=${(/** @type {object} */ tied) => html`<input ...${tied} maxlength="200" autocomplete="off" value=${reason} onInput=${(/** @type {any} */ event) => setReason(event.target.value)} />`} />
      <${Problem} error=${error} />
      <div class="row end"><button type="button" class="btn" autofocus onClick=${() => onClose(false)}>Cancel</button>
        <button class="btn danger" disabled=${busy}>${busy ? "Revoking …" : "Revoke it"}</button></div>
    </form>
  </${Dialog}>`;
}
