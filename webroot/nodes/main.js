// @ts-check
/** The nodes page: who is in the mesh, and who may join. */
import { ApiError, api, onSessionOver } from "../js/api.js";
import { html, render, useEffect, useState } from "../js/html.js";
import { Problem, Toasts, toast } from "../js/ui.js";
import { SignIn } from "../client/sign-in.js";
import { NodesView } from "./view.js";

const LINKS = [
  { href: "client#run", text: "Run", scopes: ["jobs", "jobs-all"] },
  { href: "client#jobs", text: "Jobs", scopes: ["jobs", "jobs-all"] },
  { href: "client#workers", text: "Workers", scopes: ["watch"] },
  { href: "nodes", text: "Nodes", scopes: ["watch"] },
  { href: "client#invites", text: "Invites", scopes: ["invites"] },
  { href: "client#keys", text: "Keys", scopes: ["keys"] },
];

function App() {
  const [session, setSession] = useState(/** @type {any} */ (undefined));
  const [failure, setFailure] = useState(/** @type {any} */ (null));
  const check = () => {
    setFailure(null);
    api.check().then(setSession, (error) => (error instanceof ApiError && error.status === 401 ? setSession(null) : setFailure(error)));
  };
  useEffect(() => {
    onSessionOver(() => {
      setSession(null);
      return Promise.resolve(false);
    });
    check();
    return () => onSessionOver(null);
  }, []);
  const signOut = async () => {
    try {
      await api.signOut();
      setSession(null);
    } catch (error) {
      toast(`Signing out failed: ${/** @type {Error} */ (error).message}`, "bad");
    }
  };
  const scopes = /** @type {string[]} */ (session?.scopes ?? []);
  return html`
    <a class="skip-link" href="nodes#main">Skip to the content</a>
    <header class="topbar"><div class="topbar-inner">
      <a class="brand" href="./"><img src="img/kith.svg" alt="" width="28" height="28" />Kith</a>
      ${session && html`
        <nav aria-label="Views" class="client-nav"><ul class="nav">
          ${LINKS.filter((link) => link.scopes.some((scope) => scopes.includes(scope))).map((link) => html`<li>
            <a href=${link.href} aria-current=${link.href === "nodes" ? "page" : undefined}>${link.text}</a></li>`)}
        </ul></nav>
        <div class="who row nowrap">
          ${session.label && html`<span class="muted small truncate" title="The key's label">${session.label}</span>`}
          <button type="button" class="btn quiet small" onClick=${signOut}>Sign out</button>
        </div>`}
    </div></header>
    <main class="page" id="main" tabindex="-1">
      ${failure ? html`<${Problem} error=${failure}><button class="btn small" onClick=${check}>Try again</button></${Problem}>`
      : session === undefined ? html`<p class="row muted"><span class="spinner"></span> Asking the node …</p>`
      : session === null ? html`<${SignIn} onDone=${setSession} />`
      : html`<${NodesView} maySteer=${scopes.includes("nodes")} />`}
    </main>
    <${Toasts} />`;
}

render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById("app")));
/** @type {any} */ (globalThis).kithStarted?.();
