// @ts-check
/** The code editor: ace, loaded when it is first shown; a plain text area where it can't be loaded. */
import { base } from "../js/api.js";
import { html, useEffect, useRef, useState } from "../js/html.js";

/** @type {Promise<any> | null} */
let loading = null;

function loadAce() {
  loading ??= loadScript("vendor/ace/ace.js").then(() => {
    const { ace } = /** @type {any} */ (window);
    ace.config.set("basePath", new URL("vendor/ace", base).href);
    // The page's policy allows neither style elements nor blob workers: styles come from files, the checker from its own.
    ace.config.set("useStrictCSP", true);
    ace.config.set("loadWorkerFromBlob", false);
    return ace;
  });
  return loading;
}

/** @param {string} path */
function loadScript(path) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(path, base).href;
    script.dataset.optional = ""; // without it there is a plain text area
    script.onload = () => resolve(undefined);
    script.onerror = () => reject(new Error(`${path} could not be loaded`));
    document.head.append(script);
  });
}

/** Job code is the body of an async function with these in scope: `return` and `await` stand at its top. */
const CHECKER = {
  sourceType: "script",
  jsx: false,
  parserOptions: { allowAwaitOutsideFunction: true, ecmaFeatures: { globalReturn: true, jsx: false } },
  globals: { args: false, console: false, __BRAIN__: false, globalThis: false },
};

/**
 * What is typed goes out by `onChange` and never comes back into the editor: a render that is late by a key would take that key away
 * again. Only another `start` is put in.
 *
 * @param {{value: string, start: {text: string}, onChange: (value: string) => void, labelledBy: string, describedBy: string, invalid: boolean}} props
 *   `start`: what to begin from, a new object whenever the text is replaced from outside
 */
export function Editor({ value, start, onChange, labelledBy, describedBy, invalid }) {
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const editor = useRef(/** @type {any} */ (null));
  const put = useRef(/** @type {{text: string} | null} */ (null));
  const latest = useRef({ start, onChange });
  latest.current = { start, onChange };
  const [state, setState] = useState(/** @type {"loading" | "ready" | "plain"} */ ("loading"));

  useEffect(() => {
    let gone = false;
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const theme = () => editor.current?.setTheme(dark.matches ? "ace/theme/github_dark" : "ace/theme/github_light_default");
    loadAce().then(
      (ace) => {
        if (gone) return;
        put.current = latest.current.start;
        editor.current = build(ace, /** @type {HTMLDivElement} */ (host.current), latest);
        theme();
        setState("ready");
      },
      () => gone || setState("plain"),
    );
    dark.addEventListener("change", theme);
    return () => {
      gone = true;
      dark.removeEventListener("change", theme);
      editor.current?.destroy();
    };
  }, []);

  useEffect(() => {
    if (!editor.current || put.current === start) return;
    put.current = start;
    editor.current.session.setValue(start.text);
  }, [start, state]);
  useEffect(() => {
    const input = editor.current?.textInput.getElement();
    input?.setAttribute("aria-labelledby", labelledBy);
    input?.setAttribute("aria-describedby", describedBy);
    input?.setAttribute("aria-invalid", String(invalid));
  }, [state, invalid]);

  if (state === "plain") {
    return html`<textarea class="editor mono" aria-labelledby=${labelledBy} aria-describedby=${describedBy} aria-invalid=${invalid} spellcheck=${false}
      value=${value} onInput=${(/** @type {any} */ event) => onChange(event.target.value)}></textarea>`;
  }
  return html`<div class="editor ${invalid ? "invalid" : ""}"><div class="editor-host" ref=${host}></div></div>`;
}

/** @param {any} ace @param {HTMLElement} host @param {{current: {start: {text: string}, onChange: (value: string) => void}}} latest */
function build(ace, host, latest) {
  const editor = ace.edit(host, {
    value: latest.current.start.text,
    mode: "ace/mode/javascript",
    tabSize: 2,
    useSoftTabs: true,
    showPrintMargin: false,
    fontSize: 14,
    wrap: "free",
    indentedSoftWrap: false,
    enableKeyboardAccessibility: true,
    animatedScroll: false,
    scrollPastEnd: 0,
  });
  editor.session.on("changeMode", () => configureChecker(editor.session));
  configureChecker(editor.session);
  editor.session.on("change", () => latest.current.onChange(editor.getValue()));
  return editor;
}

/** The checker starts after the mode has loaded: tell it then. @param {any} session */
function configureChecker(session) {
  session.$worker?.call("setOptions", [CHECKER]);
}
