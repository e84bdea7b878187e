/// Tests of pages in a real Chromium, driven over its DevTools protocol. Without a Chromium they say that they were skipped;
/// `KITH_CHROMIUM` names one that is not at a usual place.
package dev.kith.browser;
