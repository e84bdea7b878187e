// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { cutOf, emptyForm, formErrors, formFieldOf, jsonError, requestOf, wholeNumber } from "../js/job-form.js";
import { credentialOf } from "../client/sign-in.js";
import { codeNote, inviteState } from "../client/invites.js";

const GOOD = { ...emptyForm(), code: "return 1", model: /** @type {const} */ ("sharded"), totalUnits: "1,000", unitsPerShard: "300", reducer: "sum", fields: "hits, samples" };

test("whole numbers as people write them", () => {
  for (const [text, value] of /** @type {[string, number][]} */ ([["1000", 1000], ["1,000,000", 1e6], ["1_000_000", 1e6], ["1 000 000", 1e6], ["1e9", 1e9], ["2.5e3", 2500], [" 7 ", 7]])) {
    assert.equal(wholeNumber(text), value, text);
  }
  for (const text of ["", "x", "1.5", "-3", "1,00", "0x10", "1e-3", "1e400", "1 2"]) assert.ok(Number.isNaN(wholeNumber(text)), text);
});

test("a good form has no errors and becomes the request of the contract", () => {
  assert.deepEqual(formErrors(GOOD), {});
  assert.deepEqual(requestOf({ ...GOOD, name: " pi ", timeoutSec: "1.5", args: '{"seed": 1}' }), {
    code: "return 1", args: { seed: 1 }, executionModel: "sharded", attempts: 3, isolation: "job", name: "pi", timeoutMs: 1500,
    shardConfig: { totalUnits: 1000, unitsPerShard: 300 }, reducer: { type: "sum", fields: ["hits", "samples"] },
  });
});

test("what the sums mean is asked for by the example of pi, and only where there are hits and samples", () => {
  assert.equal(requestOf({ ...GOOD, derived: "pi" }).derived, "pi");
  assert.ok(!("derived" in requestOf({ ...GOOD, derived: "" })));
  assert.ok(!("derived" in requestOf({ ...GOOD, derived: "pi", fields: "primes" })));
  assert.ok(!("derived" in requestOf({ ...GOOD, derived: "pi", reducer: "mean" })));
});

test("what is left blank is left out; a single run has neither sharding nor reducer", () => {
  const request = requestOf({ ...GOOD, unitsPerShard: "", reducer: "collect" });
  assert.deepEqual(request.shardConfig, { totalUnits: 1000 });
  assert.deepEqual(request.reducer, { type: "collect" });
  assert.ok(!("timeoutMs" in request) && !("name" in request));
  const single = requestOf({ ...GOOD, model: "single", totalUnits: "nonsense" });
  assert.ok(!("shardConfig" in single) && !("reducer" in single));
  assert.deepEqual(formErrors({ ...GOOD, model: "single", totalUnits: "nonsense" }), {});
  assert.deepEqual(requestOf({ ...GOOD, reducer: "max", fields: "score" }).reducer, { type: "max", field: "score" });
});

test("each wrong field is named, with its limits", () => {
  const cases = /** @type {[object, string, RegExp][]} */ ([
    [{ code: " " }, "code", /Write some code/],
    [{ code: "x".repeat(40) }, "code", /40 bytes.*at most 30/],
    [{ args: "{" }, "args", /Not valid JSON/],
    [{ args: "" }, "args", /\{\}/],
    [{ totalUnits: "0" }, "totalUnits", /1 to 2\^53/],
    [{ totalUnits: "" }, "totalUnits", /1 to/],
    [{ unitsPerShard: "abc" }, "unitsPerShard", /1 to/],
    [{ attempts: "11" }, "attempts", /1 to 10/],
    [{ timeoutSec: "-1" }, "timeoutSec", /0 to 86,400/],
    [{ fields: "" }, "fields", /Name the fields/],
    [{ fields: "*,a" }, "fields", /not both/],
    [{ reducer: "min", fields: "a b" }, "fields", /exactly one/],
    [{ fields: Array.from({ length: 257 }, (_, i) => `f${i}`).join(",") }, "fields", /At most 256/],
    [{ name: "x".repeat(121) }, "name", /120/],
  ]);
  for (const [change, field, text] of cases) {
    const errors = formErrors({ ...GOOD, ...change }, { maxCodeBytes: 30, maxArgsBytes: 1000 });
    assert.deepEqual(Object.keys(errors), [field], JSON.stringify(change));
    assert.match(/** @type {any} */ (errors)[field], text);
  }
});

test("a JSON error says where", () => {
  assert.equal(jsonError("{}"), "");
  assert.match(jsonError('{"a": 1,\n "b" 2}'), /line 2, column 6/);
});

test("the node's names of fields lead to the form's", () => {
  for (const [field, expected] of [["shardConfig.totalUnits", "totalUnits"], ["shardConfig.unitsPerShard", "unitsPerShard"], ["shardConfig", "totalUnits"], ["reducer.fields", "fields"], ["reducer.field", "fields"], ["reducer.type", "reducer"], ["timeoutMs", "timeoutSec"], ["args", "args"], ["code", "code"], ["attempts", "attempts"], ["other", ""]]) {
    assert.equal(formFieldOf({ field, message: "" }), expected, field);
  }
  assert.equal(formFieldOf({ field: "", message: "args must have at most 32768 bytes, not 40000" }), "args");
});

test("what a cut comes to", () => {
  assert.deepEqual(cutOf(GOOD), { shards: 4, last: 100 });
  assert.equal(cutOf({ ...GOOD, unitsPerShard: "" }), null);
});

test("a key or words", () => {
  assert.deepEqual(credentialOf("  Abc-_9 "), { key: "Abc-_9" });
  assert.deepEqual(credentialOf("Abandon  ability able\nabout above absent"), { mnemonic: "abandon ability able about above absent" });
});

test("an invite is live, used up, expired or revoked", () => {
  const invite = { revoked: false, uses: 0, maxUses: 2, expiresAt: new Date(60_000).toISOString() };
  assert.equal(inviteState(invite, 0).text, "1:00 left");
  assert.equal(inviteState({ ...invite, uses: 2 }, 0).text, "used up");
  assert.equal(inviteState(invite, 60_000).text, "expired");
  assert.equal(inviteState({ ...invite, revoked: true }, 0).live, false);
  assert.equal(codeNote(invite, 0), "");
  assert.equal(codeNote({ ...invite, shortCodeExpiresAt: new Date(30_000).toISOString() }, 0), "0:30 left");
  assert.equal(codeNote({ ...invite, shortCodeExpiresAt: new Date(30_000).toISOString() }, 31_000), "expired");
});
