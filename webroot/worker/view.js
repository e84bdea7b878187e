// @ts-check
// What the page shows. Text only ever goes in as text, and only where it changed.

import { setAttribute, setClass, setFocus, setProperty, setText } from '../js/dom.js';
import { SECONDS } from '../js/tally.js';

/** @typedef {import('../js/volunteer.js').Volunteer} Volunteer */

/** @param {string} id @returns {any} */
function byId(id) { return document.getElementById(id); }

/** @param {string} id @param {boolean} shown */
function show(id, shown) { setProperty(byId(id), 'hidden', !shown); }

/** @param {string} id @param {string} text */
function write(id, text) { setText(byId(id), text); }

export class View {
  /** @param {string} id @param {string} type @param {(event: Event) => void} handler */
  on(id, type, handler) { byId(id).addEventListener(type, handler); }

  get typed() { return byId('invite-field').hidden ? '' : byId('invite').value.trim(); }

  get name() { return byId('name').value.trim(); }

  get cores() { return Number(byId('cores').value); }

  get wantsAwake() { return byId('awake').checked; }

  /** What does not change while the page lives. @param {string} host @param {string} name @param {boolean} phone */
  device(host, name, phone) {
    write('host', host);
    setProperty(byId('name'), 'value', name);
    show('phone', phone);
    this.phone = phone;
  }

  /** @param {boolean} ready whether there is an invite or a membership @param {boolean} again */
  ask(ready, again) {
    this.#page('welcome');
    this.#status(again ? 'Not helping' : 'Ready', '');
    this.askForInvite(!ready);
    write('start', again ? 'Go on helping' : 'Start helping');
  }

  /** @param {boolean} asked whether to ask for an invite, although there may be one */
  askForInvite(asked) {
    show('invite-field', asked);
    show('other', !asked);
    if (asked) setFocus(byId('invite'));
  }

  /** @param {boolean} busy */
  busy(busy) {
    setProperty(byId('start'), 'disabled', busy);
    if (busy) {
      this.#status('Joining', 'info');
      show('notice', false);
    }
  }

  /** What is wrong with the name, if anything. @param {string} error */
  nameIs(error) {
    write('name-error', error);
    show('name-error', error !== '');
    setAttribute(byId('name'), 'aria-invalid', error ? 'true' : null);
    if (error) setFocus(byId('name'));
  }

  /** @param {string} worker */
  working(worker) {
    this.#page('work');
    show('notice', false);
    show('awake-label', 'wakeLock' in navigator);
    write('worker-line', worker);
    setFocus(byId('main'), { preventScroll: true });
  }

  /** Of this node nothing is known any more. */
  forgotten() {
    write('pin-line', '');
    write('worker-line', '');
    setProperty(byId('invite'), 'value', '');
  }

  /** @param {boolean} byInvite @param {string} fingerprint */
  pinned(byInvite, fingerprint) {
    write('pin-line', byInvite
      ? `Work is checked against key ${fingerprint.slice(0, 10)}…, which came with your invite.`
      : `Work is checked against key ${fingerprint.slice(0, 10)}…, as first seen here: your invite did not name a key.`);
  }

  /** @param {number} wanted @param {import('../js/capacity.js').Allowed} now @param {number} most */
  coresAre(wanted, now, most) {
    const shown = Math.min(wanted, most);
    const cores = byId('cores');
    setProperty(cores, 'max', String(most));
    setProperty(cores, 'disabled', most < 2);
    setProperty(cores, 'value', String(shown));
    write('cores-text', `${shown} of ${most}`);
    write('cores-why', now.slots >= shown ? '' : now.slots === 0 ? `Resting: ${now.why}.` : `${now.slots} for now: ${now.why}.`);
  }

  /** @param {Volunteer} volunteer @param {number} lifetimeMicros */
  show(volunteer, lifetimeMicros) {
    const { tally } = volunteer;
    write('for-whom', volunteer.label ? `${volunteer.label} · ${byId('host').textContent}` : byId('host').textContent);
    write('shards', tally.shards.toLocaleString('en'));
    write('time', duration(tally.micros));
    write('lifetime', duration(lifetimeMicros));
    write('pause', volunteer.paused ? 'Go on' : 'Pause');
    setAttribute(byId('pause'), 'aria-pressed', String(volunteer.paused));
    setClass(byId('pause'), 'primary', volunteer.paused);
    this.#phase(volunteer);
    this.#jobs(volunteer);
    this.#chart(tally.perSecond);
  }

  /** @param {Volunteer} volunteer */
  #phase(volunteer) {
    const running = volunteer.running.length;
    const offline = volunteer.phase === 'waiting' || volunteer.phase === 'connecting';
    show('elsewhere', offline);
    if (offline) {
      this.#status(volunteer.welcome ? 'Reconnecting' : 'Connecting', 'warn');
      if (volunteer.message) this.note('warn', `${volunteer.message} Trying again by itself.`);
      return;
    }
    if (volunteer.message) this.note('warn', volunteer.message);
    else show('notice', false);
    if (volunteer.paused) this.#status('Paused', '');
    else if (volunteer.limit === 0) this.#status('Resting', 'warn');
    else if (running > 0) this.#status('Helping', 'ok', true);
    else this.#status('Ready, waiting for work', 'ok');
  }

  /** @param {Volunteer} volunteer */
  #jobs(volunteer) {
    const jobs = volunteer.runningJobs;
    const list = byId('jobs');
    show('idle', jobs.length === 0);
    write('idle', volunteer.paused ? 'Paused. What was running has gone to others.'
      : this.phone ? 'Nothing at the moment. Work comes by itself while this page is open and in front.'
        : 'Nothing at the moment. Work comes by itself; you can leave this page in the background.');
    setProperty(list, 'hidden', jobs.length === 0);
    write('running-count', jobs.length === 0 ? '' : `${volunteer.running.length} of ${volunteer.limit} cores busy`);
    const keys = new Set(jobs.map((job) => job.key));
    for (const item of [...list.children]) if (!keys.has(item.dataset.job)) item.remove();
    for (const job of jobs) {
      if ([...list.children].some((item) => item.dataset.job === job.key)) continue;
      list.append(jobItem(job));
    }
  }

  /** @param {number[]} perSecond */
  #chart(perSecond) {
    const whole = perSecond.slice(0, -1); // the present second is not over
    const most = Math.max(4, ...whole);
    const points = whole.map((n, i) => `${((i * 90) / (SECONDS - 2)).toFixed(2)} ${(23 - (21 * n) / most).toFixed(2)}`);
    const line = `M${points.join('L')}`;
    setAttribute(byId('chart-line'), 'd', line);
    setAttribute(byId('chart-area'), 'd', `${line}L90 24L0 24Z`);
  }

  /** @param {Volunteer} volunteer */
  summary(volunteer) { return `${volunteer.tally.shards.toLocaleString('en')} pieces of work, ${duration(volunteer.tally.micros)} of computing`; }

  /** @param {'ok' | 'warn' | 'bad' | 'info'} kind @param {string} text */
  note(kind, text) {
    setAttribute(byId('notice'), 'class', `notice ${kind}`);
    write('notice', text);
    show('notice', true);
  }

  /** It did not work, and why; another invite may be tried. @param {string} status @param {string} message */
  refused(status, message) {
    this.#status(status, 'bad');
    this.note('bad', message);
  }

  /** @param {string} message */
  fail(message) {
    this.#status('Not working', 'bad');
    this.note('bad', `This page can’t start: ${message}`);
  }

  /** @param {{host: string, port: string, protocol: string}} place */
  insecure(place) {
    this.#status('Not possible here', 'bad');
    this.note('bad', '');
    byId('notice').replaceChildren(
      paragraph(`This page was opened over plain http from ${place.host}. Browsers give the keys and checks that helping safely needs only to https, or to this very machine.`),
      paragraph(`What you can do: ask for an https link; or, on the machine that runs the node, open http://localhost${place.port ? `:${place.port}` : ''}/worker.`),
    );
  }

  /** @param {'welcome' | 'work'} id */
  #page(id) { for (const section of ['welcome', 'work']) show(section, section === id); }

  /** @param {string} text @param {string} kind @param {boolean} [busy] */
  #status(text, kind, busy = false) {
    setAttribute(byId('status'), 'class', `badge dot ${kind}${busy ? ' busy' : ''}`);
    write('status', text);
  }
}

/** @param {import('../js/engine.js').Job} job */
function jobItem(job) {
  const item = document.createElement('li');
  item.dataset.job = job.key;
  const head = document.createElement('div');
  head.className = 'row between';
  const name = document.createElement('span');
  name.className = 'mono truncate';
  name.textContent = `job ${job.key.slice(0, 8)}`;
  const what = document.createElement('span');
  what.className = 'hint';
  what.textContent = job.terms.totalShards > 1 ? `${job.terms.totalShards.toLocaleString('en')} pieces in all, ${reducerName(job)}` : 'in one piece';
  head.append(name, what);
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = 'See its code';
  const code = document.createElement('pre');
  code.textContent = job.code;
  code.tabIndex = 0;
  details.append(summary, code);
  item.append(head, details);
  return item;
}

/** @param {import('../js/engine.js').Job} job */
function reducerName(job) { return job.terms.reducer ? `results as ${String(job.terms.reducer.type).replace('reducer.', '')}` : 'signature checked'; }

/** @param {string} text */
function paragraph(text) {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}

/** @param {number} micros */
function duration(micros) {
  const seconds = micros / 1e6;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
