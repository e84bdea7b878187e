// @ts-check
// Some systems hand browsers a language that none of their own parts takes ("C"): a library that asks for it while it loads would throw,
// and the page with it. Such a language is English here. Import it before what asks.

try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en", configurable: true });
}
