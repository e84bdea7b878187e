// @ts-check
/** Signing in: a key or its 24 words, once; the node answers with a session cookie that no script can read. */
import { api } from "../js/api.js";
import { html, useState } from "../js/html.js";
import { Field, Problem, uncorrected } from "../js/ui.js";

/** Fewer words than this are taken for a key. */
const WORDS_MIN = 6;

/**
 * A key as text, or words.
 * @param {string} text
 * @returns {{key: string} | {mnemonic: string}}
 */
export function credentialOf(text) {
  const words = text.trim().toLowerCase().split(/[\s,]+/);
  return words.length >= WORDS_MIN ? { mnemonic: words.join(" ") } : { key: text.trim() };
}

/** @param {{again?: boolean, onDone: (answer: any) => void}} props */
export function SignIn({ again = false, onDone }) {
  const [text, setText] = useState("");
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(/** @type {any} */ (null));
  const words = text.trim() === "" ? 0 : text.trim().split(/[\s,]+/).length;

  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (words === 0) return setError({ message: "Enter a key or 24 words." });
    if (words >= WORDS_MIN && words !== 24) return setError({ message: `That is ${words} words; a phrase has 24.` });
    setBusy(true);
    setError(null);
    try {
      const answer = await api.signIn(credentialOf(text));
      setText("");
      onDone(answer);
    } catch (failed) {
      const { status, message, advice } = /** @type {any} */ (failed);
      setError(status === 401 ? { message: "This key is not known here, has expired or was revoked", advice: "Look at it again: keys are case-sensitive." } : { message, advice });
    } finally {
      setBusy(false);
    }
  };

  return html`<form class="sign-in stack ${again ? "" : "card"}" onSubmit=${submit} novalidate>
    <div class="stack tight">
      <h1 id="sign-in-title">${again ? "Your session is over" : "Sign in"}</h1>
      <p class="muted">${again ? "Sign in again to go on. What you typed is still there." : "With an API key of this node, or the 24 words of one. The first start of the node printed both."}</p>
    </div>
    ${!window.isSecureContext && html`<div class="notice warn">
      <strong>This page came over plain http.</strong> Whoever listens on the way can read your key. Open it as https, or as
      <code>localhost</code> on the node's own machine.
    </div>`}
    <${Field} label="Key or 24 words" hint=${words >= WORDS_MIN ? `${words} of 24 words` : "It is sent once and not kept in this browser."}
      control=${(/** @type {object} */ attributes) => html`<input ...${attributes} class="mono" type=${shown ? "text" : "password"} name="key" value=${text}
        autocomplete="current-password" autocapitalize="none" ref=${uncorrected} spellcheck=${false} autofocus
        onInput=${(/** @type {any} */ event) => setText(event.target.value)} />`} />
    <label class="check small"><input type="checkbox" checked=${shown} onChange=${() => setShown(!shown)} /> Show it</label>
    <${Problem} error=${error} />
    <button class="btn primary large" disabled=${busy}>${busy ? html`<span class="spinner"></span> Signing in …` : "Sign in"}</button>
  </form>`;
}
