// @ts-check
/** What pages draw with: preact bound to tagged templates. */
import htm from "../vendor/htm/htm.js";
import { createElement } from "../vendor/preact/preact.js";

export { Fragment, render } from "../vendor/preact/preact.js";
export { useCallback, useEffect, useMemo, useRef, useState } from "../vendor/preact/hooks.js";
export const html = htm.bind(createElement);
