// @ts-check
/** What is served: vendored files are what they claim, pages keep to the strict policy, nothing comes from elsewhere. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";

const ROOT = new URL("../", import.meta.url);

/** @param {string} folder @returns {Promise<string[]>} */
async function files(folder) {
  const names = await readdir(new URL(folder, ROOT), { recursive: true });
  return names.filter((name) => statSync(new URL(folder + name, ROOT)).isFile()).map((name) => folder + name);
}

test("each vendored file has its hash, and nothing else lies there", async () => {
  const sums = new Map((await readFile(new URL("vendor/SHA256SUMS", ROOT), "utf8")).trim().split("\n").map((line) => [`vendor/${line.slice(66)}`, line.slice(0, 64)]));
  const present = (await files("vendor/")).filter((name) => !/^vendor\/(SHA256SUMS|README\.md)$/.test(name));
  assert.deepEqual(present.sort(), [...sums.keys()].sort());
  for (const [name, sum] of sums) assert.equal(createHash("sha256").update(await readFile(new URL(name, ROOT))).digest("hex"), sum, name);
});

test("each vendored library has its licence", async () => {
  for (const library of await readdir(new URL("vendor/", ROOT), { withFileTypes: true })) {
    if (library.isDirectory()) assert.ok((await readFile(new URL(`vendor/${library.name}/LICENSE`, ROOT), "utf8")).length > 500, library.name);
  }
});

test("the style sheets find their pictures", async () => {
  for (const name of (await files("vendor/")).filter((one) => one.endsWith(".css"))) {
    for (const [, url] of (await readFile(new URL(name, ROOT), "utf8")).matchAll(/url\(["']?((?!data:)[^"')]+)/g)) {
      await readFile(new URL(url, new URL(name, ROOT)));
    }
  }
});

test("pages have no inline script or style and load nothing from elsewhere", async () => {
  for (const page of ["index.html", "client/index.html", "nodes/index.html"]) {
    const text = await readFile(new URL(page, ROOT), "utf8");
    assert.doesNotMatch(text, /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/i, page);
    assert.doesNotMatch(text, /(?:src|href)="(?:https?:)?\/\//i, page);
    assert.doesNotMatch(text, /(?:src|href)="\//, `${page}: addresses are relative, or a base path breaks them`);
  }
});

test("modules import by relative address, and every one of them is there", async () => {
  for (const name of [...(await files("client/")), ...(await files("nodes/")), ...(await files("js/"))].filter((one) => one.endsWith(".js"))) {
    const text = await readFile(new URL(name, ROOT), "utf8");
    for (const [, from] of text.matchAll(/^(?:import|export)\b[^;]*?from\s+"([^"]+)"/gm)) {
      assert.match(from, /^\.\.?\//, `${name} imports ${from}`);
      await readFile(new URL(from, new URL(name, ROOT)));
    }
  }
});

test("every page has its guard before its module, and says that it started", async () => {
  for (const [page, module] of [["index.html", "js/landing.js"], ["client/index.html", "client/main.js"], ["nodes/index.html", "nodes/main.js"], ["worker/index.html", "worker/page.js"]]) {
    const text = await readFile(new URL(page, ROOT), "utf8");
    const guard = text.indexOf('<script src="js/guard.js">');
    assert.ok(guard > 0 && guard < text.indexOf(`<script type="module" src="${module}">`), page);
    assert.match(await readFile(new URL(module, ROOT), "utf8"), /kithStarted\?\.\(\)/, module);
  }
});

test("the guard is written for browsers that know nothing of the last ten years", async () => {
  const text = await readFile(new URL("js/guard.js", ROOT), "utf8");
  assert.doesNotMatch(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""), /=>|\blet\b|\bconst\b|`|\?\.|\?\?|\basync\b|\bclass\b|\.\.\./);
});

test("pages without a renderer write to the document by dom.js alone, which compares first", async () => {
  for (const name of ["worker/view.js", "worker/page.js", "js/landing.js"]) {
    const lines = (await readFile(new URL(name, ROOT), "utf8")).split("\n");
    // What a function has just made is not in the document yet.
    const writes = lines.filter((line) => /\.(textContent|innerHTML|className|hidden|disabled|value)\s*=[^=]|\.setAttribute\(|classList\.|\.focus\(/.test(line));
    assert.deepEqual(writes.filter((line) => !/^\s*(item|head|name|what|details|summary|code|element)\./.test(line)), [], name);
  }
});
