// @ts-check
/** The client page: who is signed in, which view is shown. */
import { ApiError, api, onSessionOver } from "../js/api.js";
import { html, render, useEffect, useRef, useState } from "../js/html.js";
import { Toasts, toast } from "../js/ui.js";
import { InvitesView } from "./invites.js";
import { JobView } from "./job.js";
import { JobsView } from "./jobs.js";
import { KeysView } from "./keys.js";
import { RunView } from "./run.js";
import { SignIn } from "./sign-in.js";
import { WorkersView } from "./workers.js";

/** @typedef {{label: string, scopes: string[] | null}} Session scopes are null if the node did not say */

const TABS = [
  { route: "run", text: "Run", scopes: ["jobs", "jobs-all"] },
  { route: "jobs", text: "Jobs", scopes: ["jobs", "jobs-all"] },
  { route: "workers", text: "Workers", scopes: ["watch"] },
  { route: "invites", text: "Invites", scopes: ["invites"] },
  { route: "keys", text: "Keys", scopes: ["keys"] },
];

/** @returns {{name: string, argument: string}} */
function readRoute() {
  const [name, argument = ""] = location.hash.replace(/^#\/?/, "").split("/");
  return { name: name || "run", argument: decodeURIComponent(argument) };
}

/** @param {Session} session @param {{scopes: string[]}} tab */
function allowed(session, tab) {
  return session.scopes === null || tab.scopes.some((scope) => session.scopes?.includes(scope));
}

function App() {
  const [session, setSession] = useState(/** @type {Session | null | undefined} */ (undefined));
  const [lost, setLost] = useState(false);
  const [failure, setFailure] = useState(/** @type {any} */ (null));
  const [route, setRoute] = useState(readRoute());
  const waiting = useRef(/** @type {((signedIn: boolean) => void)[]} */ ([]));
  const wasIn = useRef(false);

  useEffect(() => {
    const changed = () => setRoute(readRoute());
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);

  const check = () => {
    setFailure(null);
    api.check().then(
      (answer) => opened(answer),
      (error) => (error instanceof ApiError && error.status === 401 ? setSession(null) : setFailure(error)),
    );
  };
  useEffect(check, []);

  // A session that ends while the page is in use: ask above the page, keep all that was typed, then repeat what was asked.
  useEffect(() => {
    onSessionOver(() => {
      if (!wasIn.current) return Promise.resolve(false);
      setLost(true);
      return new Promise((resolve) => waiting.current.push(resolve));
    });
    return () => onSessionOver(null);
  }, []);

  const release = (/** @type {boolean} */ signedIn) => {
    waiting.current.splice(0).forEach((resolve) => resolve(signedIn));
    setLost(false);
  };
  const opened = (/** @type {any} */ answer) => {
    wasIn.current = true;
    setSession({ label: answer.label ?? "", scopes: Array.isArray(answer.scopes) ? answer.scopes : null });
    release(true);
  };
  const signOut = async () => {
    try {
      await api.signOut();
    } catch (error) {
      // Without an answer the cookie may still be good: say so rather than pretend.
      toast(`Signing out failed: ${/** @type {Error} */ (error).message}`, "bad");
      return;
    }
    wasIn.current = false;
    release(false);
    setSession(null);
  };

  if (session === undefined) return html`<${Shell}><${Starting} failure=${failure} again=${check} /></${Shell}>`;
  if (session === null) return html`<${Shell}><${SignIn} onDone=${opened} /></${Shell}>`;
  return html`<${Shell} session=${session} route=${route} signOut=${signOut}>
    <${Views} session=${session} route=${route} />
    ${lost && html`<${SignInAgain} onDone=${opened} onCancel=${() => release(false)} />`}
  </${Shell}>`;
}

/** @param {{failure: any, again: () => void}} props */
function Starting({ failure, again }) {
  if (!failure) return html`<p class="row muted"><span class="spinner"></span> Asking the node …</p>`;
  return html`<div class="notice bad stack tight" role="alert">
    <strong>${failure.message}</strong><span>${failure.advice}</span>
    <div><button class="btn small" onClick=${again}>Try again</button></div>
  </div>`;
}

/** @param {{session: Session, route: {name: string, argument: string}}} props */
function Views({ session, route }) {
  const mayRun = allowed(session, TABS[0]);
  const name = !mayRun && route.name === "run" ? (TABS.find((tab) => allowed(session, tab))?.route ?? "none") : route.name;
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const first = useRef(true);
  useEffect(() => {
    const tab = TABS.find((one) => one.route === name);
    document.title = `${name === "job" ? `Job ${route.argument}` : (tab?.text ?? "Not found")} – Kith`;
    if (!first.current) {
      heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    first.current = false;
  }, [name, route.argument]);

  return html`<div ref=${heading} tabindex="-1" class="view-root">
    ${mayRun && html`<div hidden=${name !== "run"}><${RunView} /></div>`}
    ${name === "jobs" && html`<${JobsView} />`}
    ${name === "job" && html`<${JobView} id=${route.argument} key=${route.argument} />`}
    ${name === "workers" && html`<${WorkersView} />`}
    ${name === "invites" && html`<${InvitesView} />`}
    ${name === "keys" && html`<${KeysView} />`}
    ${name !== "job" && !TABS.some((tab) => tab.route === name) &&
    html`<div class="empty"><h1>No such view</h1><p><a href="#run">Run a job</a> or <a href="#jobs">see the jobs</a>.</p></div>`}
  </div>`;
}

/** @param {{onDone: (answer: any) => void, onCancel: () => void}} props */
function SignInAgain({ onDone, onCancel }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => dialog.current?.showModal(), []);
  return html`<dialog ref=${dialog} class="dialog" aria-labelledby="sign-in-title" onCancel=${onCancel}>
    <${SignIn} again=${true} onDone=${onDone} />
  </dialog>`;
}

/** @param {{session?: Session, route?: {name: string}, signOut?: () => void, children?: any}} props */
function Shell({ session, route, signOut, children }) {
  const current = route?.name === "job" ? "jobs" : route?.name;
  return html`
    <a class="skip-link" href="#main" onClick=${skip}>Skip to the content</a>
    <header class="topbar">
      <div class="topbar-inner">
        <a class="brand" href="./"><img src="img/kith.svg" alt="" width="28" height="28" />Kith</a>
        ${session && html`
          <nav aria-label="Views" class="client-nav"><ul class="nav">
            ${TABS.filter((tab) => allowed(session, tab)).map((tab) => html`<li>
              <a href="#${tab.route}" aria-current=${current === tab.route ? "page" : undefined}>${tab.text}</a>
            </li>${tab.route === "workers" && html`<li><a href="nodes">Nodes</a></li>`}`)}
          </ul></nav>
          <div class="who row nowrap">
            ${session.label && html`<span class="muted small truncate" title="The key's label">${session.label}</span>`}
            <button type="button" class="btn quiet small" onClick=${signOut}>Sign out</button>
          </div>`}
      </div>
    </header>
    <main class="page" id="main" tabindex="-1">${children}</main>
    <${Toasts} />`;
}

/** The fragment is the view's: skipping must not change it. @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById("app")));
/** @type {any} */ (globalThis).kithStarted?.();
