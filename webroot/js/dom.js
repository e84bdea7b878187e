// @ts-check
// The one place where pages without a renderer write to the document. Compares first: what did not change is not written, since a
// rewritten label can swallow a click (WebKit), restart a reader's sentence, or throw a selection away.

/** @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent === text) return;
  const only = element.childNodes.length === 1 ? element.firstChild : null;
  if (only?.nodeType === Node.TEXT_NODE && text !== '') only.nodeValue = text; // the node stays, and with it a press that is under way
  else element.textContent = text;
}

/** @param {Element} element @param {string} name @param {string | null} value null takes it away */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** @param {any} element @param {string} name of a property like `hidden`, `disabled`, `value` @param {unknown} value */
export function setProperty(element, name, value) {
  if (element[name] !== value) element[name] = value;
}

/** @param {Element} element @param {string} name @param {boolean} on */
export function setClass(element, name, on) {
  if (element.classList.contains(name) !== on) element.classList.toggle(name, on);
}

/** Moves the focus there, unless it is there or inside. @param {HTMLElement} element @param {FocusOptions} [options] */
export function setFocus(element, options) {
  if (!element.contains(document.activeElement)) element.focus(options);
}
