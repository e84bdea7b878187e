// @ts-check
// The sandbox as the page sees it: a hidden frame of an opaque origin in its own process, which opens workers. The page talks to
// each worker by a port of its own; the frame is only asked to open, to end, and whether it is still alive.

const RUNTIME = ['text', 'clone', 'digest', 'address', 'url', 'web', 'realm', 'limits', 'fold', 'runtime'].map((name) => `../js/runtime/${name}.js`).concat('./slot.js');
/** A frame that does not answer for so long has crashed, or is starved by what runs in it. */
const DEAD_MILLIS = 8_000;
const PING_MILLIS = 2_000;

/** The script of every worker. @returns {Promise<string>} */
export async function workerSource() {
  const texts = await Promise.all(RUNTIME.map(async (path) => {
    const response = await fetch(new URL(path, import.meta.url), { cache: 'no-cache' });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.text();
  }));
  return texts.join('\n');
}

export class Frame {
  /** @param {string} source @param {() => void} onCrash */
  constructor(source, onCrash) {
    this.source = source;
    this.onCrash = onCrash;
    this.opened = 0;
    this.#load();
  }

  /** @returns {import('../js/engine.js').Worker} */
  open() {
    const id = ++this.opened;
    const { control } = this;
    const { port1, port2 } = new MessageChannel();
    control.postMessage({ open: id }, [port2]);
    return {
      port: /** @type {any} */ (port1),
      terminate() {
        port1.close();
        control.postMessage({ close: id });
      },
    };
  }

  /** Call a few times a second. @param {number} now */
  tick(now) {
    const slept = this.tickedAt !== undefined && now - this.tickedAt > PING_MILLIS;
    this.tickedAt = now;
    if (slept) this.heardAt = now; // nobody was awake to answer
    this.heardAt ??= now;
    if (this.loaded && now - this.heardAt > DEAD_MILLIS) {
      this.discard();
      this.#load();
      this.onCrash();
    } else if (now - (this.pingedAt ?? 0) >= PING_MILLIS) {
      this.pingedAt = now;
      this.control.postMessage({ ping: 1 });
    }
  }

  /** Ends the frame's process with all that runs in it. */
  discard() {
    this.element.remove();
    this.control.close();
  }

  #load() {
    const { port1, port2 } = new MessageChannel();
    const element = document.createElement('iframe');
    this.element = element;
    this.control = port1;
    this.loaded = false;
    /** @type {number | undefined} */
    this.heardAt = undefined;
    /** @type {number | undefined} */
    this.pingedAt = undefined;
    port1.onmessage = ({ data }) => {
      this.heardAt = this.tickedAt;
      if (data.failed) console.error(`sandbox: ${data.failed}`); // the runtime's own: job code's errors end in its results
    };
    element.setAttribute('sandbox', 'allow-scripts');
    element.setAttribute('aria-hidden', 'true');
    element.title = 'Sandbox';
    element.hidden = true;
    element.tabIndex = -1;
    element.referrerPolicy = 'no-referrer';
    element.src = new URL('../sandbox.html', import.meta.url).href;
    element.addEventListener('load', () => {
      this.loaded = true;
      // The frame's origin is opaque, so it can't be named; what is sent is public, and the port goes to this window alone.
      element.contentWindow?.postMessage({ source: this.source }, '*', [port2]);
    }, { once: true });
    document.body.append(element);
  }
}
