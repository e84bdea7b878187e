// @ts-check
// Some systems hand browsers a language that none of their own parts takes ("C"): a library that asks for it while it loads would throw,
// and the page with it. Such a language is English here. Import it before what asks.

/** @param {string} language */
function taken(language) {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
}

if (typeof navigator !== "undefined" && !taken(navigator.language)) {
  Object.defineProperty(navigator, "language", { value: "en", configurable: true });
}
