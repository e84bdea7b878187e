/// Tests of pages in real browsers: Chromium, driven over its DevTools protocol, and in the survival tier Firefox (WebDriver BiDi) and
/// WebKitGTK (WebDriver). Without a browser they say that they were skipped; `KITH_CHROMIUM`, `KITH_FIREFOX`, `KITH_WEBKIT` and
/// `KITH_WEBKIT_DRIVER` name those that are not at a usual place. What every browser must do is in `*Cases`.
package dev.kith.browser;
