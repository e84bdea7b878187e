// @ts-check
/**
 * Walks through the pages in a real browser against the stub: fails on a script error, a breach of the content policy or anything
 * that sticks out of a 360 px wide page, and leaves pictures in a folder. Needs `playwright-core` (not part of the project:
 * `npm install --prefix DIR playwright-core`) and a Chromium.
 *
 *     PLAYWRIGHT=DIR/node_modules/playwright-core/index.mjs CHROMIUM=/usr/bin/chromium node webroot/test/screenshots.js docs/images
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { KEY, createStub } from "./stub-server.js";

const SIZES = /** @type {[string, object][]} */ ([
  ["desktop", { viewport: { width: 1280, height: 900 } }],
  ["phone", { viewport: { width: 360, height: 800 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }],
  ["dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }],
]);

/** What sticks out to the right, by tag and class; empty if nothing does. Runs in the page. */
function stickingOut() {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > width + 1).map((element) => `${element.tagName}.${element.className}`);
}

/** @param {any} page @param {string} base @param {(name: string) => Promise<void>} shot */
async function walk(page, base, shot) {
  await page.goto(`${base}/`);
  await page.waitForSelector(".health.ok");
  await shot("landing");
  await page.goto(`${base}/client`);
  await page.fill("input[name=key]", KEY);
  await shot("sign-in");
  await page.click("button.primary");
  await page.waitForSelector(".ace_line");
  await page.waitForSelector(".ace_comment");
  await shot("client-run");
  await page.click("button.primary.large");
  await page.waitForFunction(() => parseFloat(document.querySelector(".progress-percent")?.textContent ?? "0") > 45);
  await shot("client-running");
  await page.waitForSelector(".pi");
  await shot("client-pi");
  await page.goto(`${base}/client#run`);
  await page.selectOption("#example", "mandelbrot.js");
  await page.waitForFunction(() => /** @type {HTMLTextAreaElement} */ (document.getElementById("job-args")).value.includes("centerX"));
  await page.click("button.primary.large");
  await page.waitForSelector(".badge.ok");
  await page.waitForFunction(() => document.querySelector("canvas.picture") && !document.querySelector(".result header .muted"));
  await shot("client-mandelbrot");
  for (const view of ["jobs", "workers"]) {
    await page.goto(`${base}/client#${view}`);
    await page.waitForSelector("tbody tr");
    await shot(`client-${view}`);
  }
  await page.goto(`${base}/nodes`);
  await page.waitForFunction(() => (document.querySelector(".spark path")?.getAttribute("d") ?? "").includes("L"));
  await shot("nodes");
  await page.click(".btn.primary");
  await page.click("dialog .btn.primary");
  await page.waitForSelector(".join-command");
  await shot("nodes-token");
  await page.click("dialog .btn.primary");
  await page.click("button[aria-label='Revoke cellar']");
  await page.waitForSelector("dialog .btn.danger");
  await shot("nodes-revoke");
  for (const [view, ready] of [["invites", ".qr"], ["keys", ".words"]]) {
    await page.goto(`${base}/client#${view}`);
    await page.click("form .btn.primary:visible");
    await page.waitForSelector(ready);
    await shot(`client-${view}`);
  }
}

async function main() {
  const folder = process.argv[2] ?? "docs/images";
  const { chromium } = await import(pathToFileURL(process.env.PLAYWRIGHT ?? "").href);
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  const problems = /** @type {string[]} */ ([]);
  for (const [size, options] of SIZES) {
    const stub = createStub({ basePath: "/x", jobMs: 4_000 });
    await stub.withHistory(25);
    await new Promise((resolve) => stub.server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const page = await (await browser.newContext(options)).newPage();
    page.on("pageerror", (/** @type {Error} */ error) => problems.push(`${size}: ${error.message}`));
    // The first look without a session is a 401 by design; the browser logs it all the same.
    page.on("console", (/** @type {any} */ line) => line.type() === "error" && !line.text().includes("401") && problems.push(`${size}: ${line.text()}`));
    await walk(page, `http://127.0.0.1:${/** @type {any} */ (stub.server.address()).port}/x`, async (name) => {
      const out = await page.evaluate(stickingOut);
      if (out.length > 0) problems.push(`${size} ${name}: wider than the page: ${out.slice(0, 5).join(", ")}`);
      await page.screenshot({ path: join(folder, `${name}-${size}.png`), fullPage: true });
    });
    await page.context().close();
    stub.server.closeAllConnections();
    stub.server.close();
  }
  await browser.close();
  problems.forEach((problem) => console.error(problem));
  process.exitCode = problems.length > 0 ? 1 : 0;
}

if (!process.env.NODE_TEST_CONTEXT) await main();
