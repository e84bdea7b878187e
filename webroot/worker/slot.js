// @ts-check
// The end of a sandboxed worker's script, after the runtime's own. Takes the page's port from the frame, a job and then
// blocks of it from the port. Everything that it needs later it takes now: hardening leaves nothing of it on the global object.
(function () {
  'use strict';
  const create = /** @type {any} */ (globalThis).kithRuntime;
  const clock = performance.now.bind(performance);
  const PROGRESS_MILLIS = 20;
  const IDLE = 0x7fffffff;
  /** A collect job's values in one result; with logs it must fit a frame. */
  const VALUES_BYTES = 192 * 1024;

  globalThis.onmessage = (/** @type {MessageEvent} */ event) => {
    globalThis.onmessage = null;
    listen(event.ports[0]);
  };

  /** @param {MessagePort} port */
  function listen(port) {
    const send = port.postMessage.bind(port);
    const turn = new MessageChannel();
    const nextTurn = turn.port2.postMessage.bind(turn.port2, 0);
    let said = 0;
    /** Tells which shard runs, so that one that hangs can be named from outside. */
    const status = {
      get 0() { return IDLE; },
      set 0(shard) {
        const now = clock();
        if (shard === IDLE || now - said < PROGRESS_MILLIS) return;
        said = now;
        send({ at: shard - 1 });
      },
      1: 0,
    };
    const hardened = create({ clock, status, valuesMaxBytes: VALUES_BYTES }); // at once, while nobody waits for it
    /** @type {any} */
    let runtime;
    turn.port1.onmessage = () => send({ step: runtime.finish() });
    port.onmessage = ({ data }) => {
      if (data.job) {
        runtime = hardened.open(data.job);
      } else {
        said = -PROGRESS_MILLIS;
        runtime.start(data.run);
        nextTurn();
      }
    };
  }
})();
