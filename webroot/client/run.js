// @ts-check
/** A new job: code, arguments, how to cut it, how to put it together. */
import { api, randomKey } from "../js/api.js";
import { EXAMPLES, loadExample } from "../js/examples.js";
import { integer, size } from "../js/format.js";
import { html, useEffect, useMemo, useRef, useState } from "../js/html.js";
import { REDUCERS, byteLength, cutOf, emptyForm, formErrors, formFieldOf, formOf, mayDerivePi, requestOf, wholeNumber } from "../js/job-form.js";
import { Field, Problem, Segmented, sentence } from "../js/ui.js";
import { Editor } from "./editor.js";
import { forTab } from "../js/storage.js";
import { clearHandedOver, handedOver, keepForm } from "./forms.js";

/** @typedef {import("../js/job-form.js").JobForm} JobForm */

/** Where a draft outlives a reload; gone with the tab. */
const DRAFT = "kith.draft";

function storedDraft() {
  try {
    const draft = JSON.parse(forTab.get(DRAFT) ?? "null");
    return draft && typeof draft.code === "string" ? { ...emptyForm(), ...draft } : null;
  } catch {
    return null;
  }
}

export function RunView() {
  const [form, setForm] = useState(/** @type {JobForm} */ (storedDraft() ?? emptyForm()));
  const [start, setStart] = useState({ text: form.code });
  const [example, setExample] = useState("");
  const [limits, setLimits] = useState(/** @type {import("../js/job-form.js").CodeLimits} */ ({}));
  const [touched, setTouched] = useState(false);
  const [refused, setRefused] = useState(/** @type {{error: any, field: string} | null} */ (null));
  const [busy, setBusy] = useState(false);
  const attempt = useRef({ request: "", key: "" });

  const change = (/** @type {Partial<JobForm>} */ part) => {
    setForm((old) => ({ ...old, ...part }));
    setRefused((old) => (old && old.field in part ? null : old));
  };
  const replace = (/** @type {JobForm} */ whole) => {
    setForm(whole);
    setStart({ text: whole.code });
  };
  const choose = async (/** @type {string} */ file) => {
    setExample(file);
    if (file === "") return;
    try {
      replace(formOf(await loadExample(file)));
      setRefused(null);
      setTouched(false);
    } catch (error) {
      setRefused({ error, field: "" });
    }
  };

  useEffect(() => {
    api.publicConfig().then((config) => setLimits(config.customJobLimits ?? {}), () => setLimits({}));
    if (form.code === "") void choose(EXAMPLES[0].file);
    const takeOver = () => {
      const given = handedOver();
      if (!given || location.hash.replace(/^#\/?/, "") !== "run") return;
      clearHandedOver();
      replace(given);
      setExample("");
    };
    addEventListener("hashchange", takeOver);
    return () => removeEventListener("hashchange", takeOver);
  }, []);
  useEffect(() => {
    forTab.set(DRAFT, JSON.stringify(form));
  }, [form]);

  const errors = useMemo(() => formErrors(form, limits), [form, limits]);
  // Arguments are checked as one types; the rest once it was tried.
  const errorOf = (/** @type {keyof JobForm} */ field) =>
    (refused?.field === field && sentence(refused.error.message)) || (touched || field === "args" || field === "code" && form.code !== "" ? errors[field] : undefined);

  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setTouched(true);
    const wrong = Object.keys(errors);
    if (wrong.length > 0) return focusField(wrong[0]);
    setBusy(true);
    setRefused(null);
    const request = requestOf(form);
    // The same request after a lost answer must not become a second job; a changed one, or one after an answer, is new.
    const text = JSON.stringify(request);
    if (attempt.current.request !== text) attempt.current = { request: text, key: randomKey() };
    try {
      const job = await api.runJs(request, attempt.current.key);
      attempt.current = { request: "", key: "" };
      keepForm(job.jobId, form);
      location.hash = `job/${encodeURIComponent(job.jobId)}`;
    } catch (failed) {
      const error = /** @type {any} */ (failed);
      const field = error.status === 400 || error.status === 413 ? formFieldOf(error) : "";
      setRefused({ error, field });
      if (field) focusField(field);
    } finally {
      setBusy(false);
    }
  };

  return html`<form class="stack loose" onSubmit=${submit} novalidate>
    <div class="row between">
      <h1>Run a job</h1>
      <div class="example-choice">
        <label for="example" class="small muted">Start from</label>
        <select id="example" value=${example} onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
          <option value="">my own code</option>
          ${EXAMPLES.map((one) => html`<option value=${one.file}>${one.title}</option>`)}
        </select>
      </div>
    </div>
    <div class="run-layout">
      <${CodeCard} form=${form} start=${start} change=${change} errorOf=${errorOf} limits=${limits} />
      <div class="stack">
        <${CutCard} form=${form} change=${change} errorOf=${errorOf} />
        <${MoreCard} form=${form} change=${change} errorOf=${errorOf} />
        ${refused && !refused.field && html`<${Problem} error=${refused.error} />`}
        <button class="btn primary large wide" disabled=${busy}>${busy ? html`<span class="spinner"></span> Submitting …` : "Run"}</button>
      </div>
    </div>
  </form>`;
}

/** @param {string} name */
function focusField(name) {
  const target = name === "code" ? document.querySelector(".editor textarea") : document.getElementById(`job-${name}`);
  /** @type {HTMLDetailsElement | null} */ (target?.closest("details:not([open])"))?.setAttribute("open", "");
  /** @type {HTMLElement | null} */ (target)?.focus();
}

/** @typedef {{form: JobForm, change: (part: Partial<JobForm>) => void, errorOf: (field: keyof JobForm) => string | undefined}} Part */

/** An input bound to a field of the form. @param {Part & {field: keyof JobForm, label: string, hint?: any, attributes?: object}} props */
function Input({ form, change, errorOf, field, label, hint, attributes = {} }) {
  return html`<${Field} id="job-${field}" label=${label} hint=${hint} error=${errorOf(field)}
    control=${(/** @type {object} */ tied) => html`<input ...${tied} ...${attributes} value=${form[field]}
      onInput=${(/** @type {any} */ event) => change({ [field]: event.target.value })} />`} />`;
}

/** @param {Part & {start: {text: string}, limits: import("../js/job-form.js").CodeLimits}} props */
function CodeCard({ form, start, change, errorOf, limits }) {
  const codeError = errorOf("code");
  const bytes = byteLength(form.code);
  return html`<section class="card stack" aria-labelledby="code-title">
    <div class="field">
      <div class="row between">
        <h2 id="code-title">Code</h2>
        <span class="hint number">${size(bytes)}${limits.maxCodeBytes ? ` of ${size(limits.maxCodeBytes)}` : ""}</span>
      </div>
      <${Editor} value=${form.code} start=${start} onChange=${(/** @type {string} */ code) => change({ code })} labelledBy="code-title" describedBy="code-hint" invalid=${Boolean(codeError)} />
      ${codeError && html`<span class="error-text" role="alert">${codeError}</span>`}
      <span class="hint" id="code-hint">The body of an async function. In scope: <code>args</code>, <code>console</code>, <code>__BRAIN__</code> with${" "}
        <code>offset</code> and <code>units</code>. Return JSON. <kbd>Esc</kbd> leaves the editor.</span>
    </div>
    <${Field} id="job-args" label="Arguments (JSON)" error=${errorOf("args")}
      control=${(/** @type {object} */ tied) => html`<textarea ...${tied} class="mono args" rows="4" spellcheck=${false} value=${form.args}
        onInput=${(/** @type {any} */ event) => change({ args: event.target.value })}></textarea>`} />
  </section>`;
}

/** @param {Part} props */
function CutCard({ form, change, errorOf }) {
  const reducer = REDUCERS.find((one) => one.type === form.reducer);
  const cut = cutOf(form);
  const plan = cut ? `${integer(cut.shards)} ${cut.shards === 1 ? "shard" : "shards"}${cut.shards > 1 && cut.last !== wholeNumber(form.unitsPerShard) ? `, the last of ${integer(cut.last)}` : ""}` : "Left blank, the node chooses.";
  return html`<section class="card stack" aria-labelledby="cut-title">
    <h2 id="cut-title">How to run it</h2>
    <${Segmented} legend="Execution" name="model" value=${form.model} options=${[["sharded", "Many shards"], ["single", "One run"]]}
      onChange=${(/** @type {"sharded" | "single"} */ model) => change({ model })} />
    ${form.model === "single" ? html`<p class="hint">Runs once, on one worker. Logs and the returned value come back.</p>` : html`
      <div class="pair">
        <${Input} ...${{ form, change, errorOf }} field="totalUnits" label="Total units" attributes=${{ inputmode: "numeric", autocomplete: "off" }} />
        <${Input} ...${{ form, change, errorOf }} field="unitsPerShard" label="Units a shard" attributes=${{ inputmode: "numeric", autocomplete: "off", placeholder: "auto" }} />
      </div>
      <p class="hint number">${plan}</p>
      <${Field} id="job-reducer" label="Put together by" error=${errorOf("reducer")}
        control=${(/** @type {object} */ tied) => html`<select ...${tied} value=${form.reducer} onChange=${(/** @type {any} */ event) => change({ reducer: event.target.value })}>
          ${REDUCERS.map((one) => html`<option value=${one.type}>${one.text}</option>`)}
        </select>`} />
      ${(reducer?.fields || reducer?.field) && html`<${Input} ...${{ form, change, errorOf }} field="fields" label=${reducer.fields ? "Fields" : "Field"}
        hint=${reducer.fields ? "Names with commas between, or * for all numeric ones." : "One name."}
        attributes=${{ class: "mono", autocapitalize: "none", autocomplete: "off", spellcheck: false }} />`}
      ${mayDerivePi(form) && (form.derived !== "" || /\bhits\b/.test(form.fields)) && html`<label class="check"><input type="checkbox" id="job-derived" checked=${form.derived === "pi"}
        onChange=${(/** @type {any} */ event) => change({ derived: event.target.checked ? "pi" : "" })} /> <span>Hits of samples estimate π: show that</span></label>`}`}
  </section>`;
}

/** @param {Part} props */
function MoreCard({ form, change, errorOf }) {
  return html`<details class="card more">
    <summary><h2>More</h2></summary>
    <div class="stack">
      <${Input} ...${{ form, change, errorOf }} field="name" label="Name" hint="What you call it in the list." attributes=${{ maxlength: 120, autocomplete: "off" }} />
      <div class="pair">
        <${Input} ...${{ form, change, errorOf }} field="timeoutSec" label="Time limit, s" hint="For one shard." attributes=${{ inputmode: "decimal", placeholder: "default", autocomplete: "off" }} />
        <${Input} ...${{ form, change, errorOf }} field="attempts" label="Attempts" hint="For one shard." attributes=${{ inputmode: "numeric", autocomplete: "off" }} />
      </div>
      <${Segmented} legend="Between shards" name="isolation" value=${form.isolation} options=${[["job", "Shared realm"], ["shard", "Fresh realm"]]}
        onChange=${(/** @type {"job" | "shard"} */ isolation) => change({ isolation })} />
      <p class="hint">${form.isolation === "job" ? "Fast. Built-ins are frozen, stray globals are removed between shards." : "Each shard starts from nothing. Costs a little for each one."}</p>
    </div>
  </details>`;
}
