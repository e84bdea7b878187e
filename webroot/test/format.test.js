// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, clock, duration, exact, integer, moment, percent, short, size } from "../js/format.js";

/** @param {(value: any) => string} format @param {[any, string][]} table */
function holds(format, table) {
  for (const [value, text] of table) assert.equal(format(value), text, `${format.name}(${value})`);
}

test("numbers", () => {
  holds(integer, [[0, "0"], [1234567, "1,234,567"], [NaN, "–"]]);
  holds(short, [[0, "0"], [950, "950"], [999.96, "1.00 k"], [1000, "1.00 k"], [12345, "12.3 k"], [1e6, "1.00 M"], [222e6, "222 M"], [1e9, "1.00 G"], [3.14159, "3.14"], [0.001234, "1.2e-3"], [Infinity, "–"]]);
  holds(exact, [[1e9, "1,000,000,000"], [3.141626852, "3.141626852"], [2 ** 60, String(2 ** 60)]]);
  holds(size, [[5, "5 B"], [1536, "1.5 KiB"], [3 << 20, "3.0 MiB"]]);
});

test("a share is 100 % only when all is done", () => {
  holds(percent, [[0, "0.0 %"], [0.5, "50.0 %"], [0.99999, "99.9 %"], [1, "100 %"], [NaN, "–"]]);
});

test("durations roll over at their units", () => {
  holds(duration, [[0, "0 ms"], [830, "830 ms"], [4_210, "4.2 s"], [59_949, "59.9 s"], [59_960, "1 min 0 s"], [200_000, "3 min 20 s"], [3_599_600, "1 h 0 min"], [7_500_000, "2 h 5 min"], [90_000_000, "1 d 1 h"], [-1, "–"]]);
});

test("countdowns end at zero", () => {
  holds(clock, [[9_000, "0:09"], [8_001, "0:09"], [725_000, "12:05"], [3_600_000, "1:00:00"], [-5, "0:00"]]);
});

test("times ago and moments", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  assert.equal(ago("2026-11-21T11:59:58Z", now), "now");
  assert.equal(ago(now - 40_000, now), "40 s ago");
  assert.equal(ago(now - 3 * 3_600_000, now), "3 h ago");
  assert.equal(ago(now - 3 * 86_400_000, now), "3 d ago");
  assert.equal(ago(null, now), "–");
  assert.match(moment(now, now), /^\d\d:00:00$/);
  assert.match(moment(now - 3 * 86_400_000, now), /^2026-11-\d\d \d\d:00$/);
});
