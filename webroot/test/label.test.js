// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { labelError } from "../js/label.js";

test("names that people read are taken", () => {
  for (const good of ["", "Mia's laptop", "ноутбук", "👩‍💻 café", "می‌خواهم", "a".repeat(64)]) assert.equal(labelError(good), "", good);
});

test("what would forge a line, move a cursor or hide is refused", () => {
  for (const bad of ["a\nb", "a\u009bb", "a\u202eb", "a\u2028b", "a\ufeffb", "a\u0000b", "a\ud800b", "a\u2066b"]) assert.match(labelError(bad), /no invisible/, JSON.stringify(bad));
});

test("too long a name is refused with its length", () => {
  assert.match(labelError("a".repeat(65)), /64.*65/);
});
