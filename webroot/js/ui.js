// @ts-check
/** Small parts that the pages share. */
import { html, useEffect, useRef, useState } from "./html.js";

/** The time, ticking; stands still while the page is hidden. @param {number} everyMs */
export function useNow(everyMs) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => document.hidden || setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/**
 * Reads something again and again while the page is visible; keeps the last good value when a read fails.
 * @template T
 * @param {() => Promise<T>} read
 * @param {number} everyMs
 * @returns {{value: T | null, error: Error | null, again: () => void}}
 */
export function usePolled(read, everyMs) {
  const [state, setState] = useState(/** @type {{value: T | null, error: Error | null}} */ ({ value: null, error: null }));
  const [round, setRound] = useState(0);
  useEffect(() => {
    let over = false;
    let timer = 0;
    const next = async () => {
      if (!document.hidden) {
        try {
          const value = await read();
          if (!over) setState({ value, error: null });
        } catch (error) {
          if (!over) setState((old) => ({ value: old.value, error: /** @type {Error} */ (error) }));
        }
      }
      if (!over) timer = window.setTimeout(next, everyMs);
    };
    void next();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [round]);
  return { ...state, again: () => setRound((n) => n + 1) };
}

/**
 * For fields of secrets: nothing of them is corrected. By attribute, since the property of that name is a boolean in some browsers and
 * takes "off" for true.
 * @param {HTMLElement | null} field
 */
export function uncorrected(field) {
  field?.setAttribute("autocorrect", "off");
}

let nextId = 0;
/** An id for label and hint, stable over renders. */
export function useId() {
  const ref = useRef("");
  if (!ref.current) ref.current = `f${++nextId}`;
  return ref.current;
}

/**
 * A labelled control with hint and error. `control` gets the attributes that tie them together.
 * @param {{label: string, hint?: any, error?: string, id?: string, control: (attributes: object) => any}} props
 */
export function Field({ label, hint, error, id: given, control }) {
  const made = useId();
  const id = given ?? made;
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${control({ id, "aria-describedby": described || undefined, "aria-invalid": error ? "true" : undefined })}
    ${error && html`<span class="error-text" id="${id}-error">${error}</span>`}
    ${hint && html`<span class="hint" id="${id}-hint">${hint}</span>`}
  </div>`;
}

/**
 * A choice of a few, as a row.
 * @param {{legend: string, name: string, value: string, options: [string, string][], onChange: (value: any) => void}} props
 */
export function Segmented({ legend, name, value, options, onChange }) {
  return html`<fieldset class="segmented-set">
    <legend>${legend}</legend>
    <div class="segmented">
      ${options.map(([key, text]) => html`<label>
        <input type="radio" name=${name} value=${key} checked=${value === key} onChange=${() => onChange(key)} /><span>${text}</span>
      </label>`)}
    </div>
  </fieldset>`;
}

/** What went wrong and what to do. @param {{error: any, children?: any}} props */
export function Problem({ error, children }) {
  if (!error) return null;
  return html`<div class="notice bad" role="alert">
    <strong>${sentence(error.message ?? String(error))}</strong>${error.advice ? html` <span>${error.advice}</span>` : ""} ${children}
  </div>`;
}

/** @param {string} text with a capital and a full stop */
export function sentence(text) {
  const trimmed = text.trim();
  // A field's name (shardConfig.totalUnits) keeps its case.
  const started = /^[a-z]+[\s,:]/.test(trimmed) ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return started + (/[.!?]$/.test(started) ? "" : ".");
}

/** Puts a text into the clipboard; without a secure context by the old way. @param {string} text @returns {Promise<boolean>} */
export async function copyText(text) {
  try {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused (no focus, no permission): try the old way.
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/** @param {{text: string, label?: string, what: string}} props */
export function CopyButton({ text, label = "Copy", what }) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    setSaid((await copyText(text)) ? "Copied" : "Select it yourself");
    setTimeout(() => setSaid(""), 1_600);
  };
  return html`<button type="button" class="btn small copy-button" onClick=${copy} aria-label="${label} ${what}">
    <span aria-hidden="true">${said || label}</span><span class="visually-hidden" role="status">${said}</span>
  </button>`;
}

/** Gives the browser a file to keep. @param {string} name @param {Blob} blob */
export function saveFile(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken the data by then; until it is revoked the whole file stays in memory.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** @param {{tone: string, dot?: boolean, children: any}} props */
export function Badge({ tone, dot = false, children }) {
  return html`<span class="badge ${tone} ${dot ? "dot" : ""}">${children}</span>`;
}

/** A horizontal bar of `part` (0..1) of its track. @param {{part: number, series?: number}} props */
export function Bar({ part, series = 1 }) {
  return html`<div class="bar" aria-hidden="true"><div class="bar-fill series-${series}" style=${{ width: `${Math.max(0, Math.min(1, part)) * 100}%` }}></div></div>`;
}

/** @type {Set<(toast: {text: string, tone: string}) => void>} */
const toastListeners = new Set();

/** Says something in passing. @param {string} text @param {"" | "bad"} [tone] */
export function toast(text, tone = "") {
  toastListeners.forEach((listener) => listener({ text, tone }));
}

/** Where {@link toast} shows. */
export function Toasts() {
  const [toasts, setToasts] = useState(/** @type {{id: number, text: string, tone: string}[]} */ ([]));
  useEffect(() => {
    const add = (/** @type {{text: string, tone: string}} */ said) => {
      const id = ++nextId;
      setToasts((old) => [...old.slice(-2), { ...said, id }]);
      setTimeout(() => setToasts((old) => old.filter((one) => one.id !== id)), 6_000);
    };
    toastListeners.add(add);
    return () => void toastListeners.delete(add);
  }, []);
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.map((one) => html`<div class="toast ${one.tone}" key=${one.id}>${one.text}</div>`)}
  </div>`;
}

/** Nothing here yet, and what to do about it. @param {{title: string, children?: any}} props */
export function Empty({ title, children }) {
  return html`<div class="empty"><h2 class="empty-title">${title}</h2><p class="muted">${children}</p></div>`;
}
