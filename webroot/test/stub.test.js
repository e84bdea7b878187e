// @ts-check
/** The stub serves pages and API as the pages expect them, under a base path, with the strict policy. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KEY, createStub } from "./stub-server.js";

const stub = createStub({ basePath: "/x", jobMs: 600 });
let base = "";
let cookie = "";

before(async () => {
  await stub.withHistory(25);
  await new Promise((resolve) => stub.server.listen(0, "127.0.0.1", () => resolve(undefined)));
  base = `http://127.0.0.1:${/** @type {any} */ (stub.server.address()).port}/x/`;
});
after(() => {
  stub.server.closeAllConnections();
  stub.server.close();
});

/** @param {string} path @param {string} [method] @param {object} [body] */
function ask(path, method = "GET", body) {
  return fetch(base + path, { method, headers: { cookie, "content-type": "application/json" }, body: body && JSON.stringify(body) });
}

test("pages and examples come with the strict policy", async () => {
  for (const path of ["", "client", "nodes", "nodes/main.js", "client/main.js", "client/examples/pi-sharded.js", "vendor/ace/ace.js"]) {
    const response = await ask(path);
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get("content-security-policy") ?? "", /script-src 'self';/);
    await response.arrayBuffer();
  }
  assert.equal((await ask("../../etc/passwd")).status, 404);
});

test("nothing without a session; a key opens one", async () => {
  assert.equal((await ask("api/jobs?limit=5")).status, 401);
  assert.equal((await ask("api/session", "POST", { key: "wrong" })).status, 401);
  const opened = await ask("api/session", "POST", { key: KEY });
  cookie = (opened.headers.get("set-cookie") ?? "").split(";")[0];
  assert.equal((await ask("api/auth/check")).status, 200);
});

test("the history has pages without gap or repeat", async () => {
  const first = await (await ask("api/jobs?limit=20")).json();
  assert.deepEqual([first.jobs.length, first.more], [20, true]);
  const second = await (await ask(`api/jobs?limit=20&before=${first.jobs[19].jobId}`)).json();
  assert.deepEqual([second.jobs.length, second.more], [5, false]);
  assert.equal(new Set([...first.jobs, ...second.jobs].map((job) => job.jobId)).size, 25);
});

test("a job runs, tells its progress and ends the stream with its result", async () => {
  const request = { name: "sum", code: "return { n: __BRAIN__.units }", args: {}, executionModel: "sharded", shardConfig: { totalUnits: 100, unitsPerShard: 10 }, reducer: { type: "sum", fields: ["n"] } };
  const { jobId } = await (await ask("api/jobs/run-js", "POST", request)).json();
  const text = await (await ask(`api/jobs/${jobId}/stream`)).text();
  assert.match(text, /event: job_started/);
  assert.match(text, /event: shard_done/);
  assert.match(text, /event: job_done/);
  const views = [...text.matchAll(/event: progress\ndata: (.*)\n/g)].map(([, data]) => JSON.parse(data));
  assert.equal(views.at(-1).status, "done");
  assert.deepEqual(views.at(-1).result.aggregate, { n: 100 });
  assert.equal((await ask(`api/jobs/${jobId}/cancel`, "POST")).status, 409);
});
