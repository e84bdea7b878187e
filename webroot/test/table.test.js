// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGE_ROWS, shown } from "../js/table.js";

const ROWS = Array.from({ length: 100 }, (_, i) => ({ name: `tab ${i}`, shards: (i * 37) % 100 }));
const COLUMNS = { text: (/** @type {any} */ row) => row.name, value: (/** @type {any} */ row, /** @type {string} */ key) => row[key] };
const LOOK = { search: "", sort: "", down: false, page: 0 };

test("without wishes the order is the given one, a page at a time", () => {
  const first = shown(ROWS, COLUMNS, LOOK);
  assert.deepEqual([first.rows.length, first.found, first.pages], [PAGE_ROWS, 100, 4]);
  assert.equal(shown(ROWS, COLUMNS, { ...LOOK, page: 3 }).rows[0].name, "tab 75");
});

test("numbers sort by value and names by the numbers in them, both ways", () => {
  assert.equal(shown(ROWS, COLUMNS, { ...LOOK, sort: "shards", down: true }).rows[0].shards, 99);
  assert.deepEqual(shown(ROWS, COLUMNS, { ...LOOK, sort: "name" }).rows.slice(0, 3).map((row) => row.name), ["tab 0", "tab 1", "tab 2"]);
});

test("a search takes those that have all its words, and a page that is no more is the last", () => {
  const look = shown(ROWS, COLUMNS, { ...LOOK, search: " TAB 9 ", page: 3 });
  assert.deepEqual([look.found, look.page], [19, 0]);
  assert.equal(shown(ROWS, COLUMNS, { ...LOOK, search: "nobody" }).rows.length, 0);
});
