// @ts-check
// The volunteers' page: joins, holds key and socket, and shows what runs. Decisions are in ../js; here they meet the browser.

import { Volunteer } from '../js/volunteer.js';
import { Engine } from '../js/engine.js';
import { Refused, pinnedKey, verifies } from '../js/manifest.js';
import { allowed, gentleSlots, slotsOf } from '../js/capacity.js';
import { inviteOf, typedInvite } from '../js/invite.js';
import { labelError } from '../js/label.js';
import { forBrowser, forTab } from '../js/storage.js';
import { Frame, workerSource } from './frame.js';
import { Given } from './given.js';
import { forgetIdentity, loadIdentity, publicKey, saveIdentity, sign } from './identity.js';
import { View } from './view.js';
import { batteryOf, capabilityOf, deviceOf, keepAwake, networkOf } from './device.js';

/** Where the node's addresses start; the page itself may be at /worker, /j/… or /p/…. */
const NODE = new URL('../', import.meta.url);
/** Set while helping, so that a reload goes on by itself. */
const HELPING = `kith-helping ${NODE.pathname}`;
const CORES = `kith-cores ${NODE.pathname}`;
const NAME = `kith-name ${NODE.pathname}`;

const view = new View();
const device = deviceOf();
/** @type {import('./identity.js').Identity} */
let identity;
let invite = inviteOf(location);
/** @type {Volunteer | undefined} */
let volunteer;
/** @type {Engine | undefined} */
let engine;
/** @type {Frame | undefined} */
let frame;
/** @type {Worker | undefined} */
let ticker;
/** @type {import('../js/capacity.js').Battery | undefined} */
let battery;
let wanted = Number(forBrowser.get(CORES)) || gentleSlots(device);
const given = new Given(NODE.pathname);
let savedAt = 0;

main().then(() => /** @type {any} */ (globalThis).kithStarted?.(), (thrown) => view.fail(thrown instanceof Error ? thrown.message : String(thrown)));

async function main() {
  if (!globalThis.isSecureContext || !crypto.subtle) {
    view.insecure(location);
    return;
  }
  view.device(NODE.host, forBrowser.get(NAME) ?? '', device.mobile);
  battery = await batteryOf((changed) => {
    battery = changed;
    applySlots();
  });
  networkOf()?.addEventListener?.('change', applySlots);
  identity = await loadIdentity(NODE.href);
  wire();
  if (!invite.invite && identity.membership && forTab.get(HELPING)) await begin();
  else ask();
}

/** Shows what there is to begin with. */
function ask() {
  view.ask(Boolean(invite.invite || identity.membership), Boolean(identity.membership && !invite.invite));
  if (!identity.kept) view.note('info', 'This browser keeps nothing for this page: a private window, or storage is blocked. You can help all the same, but after a reload you need an invite again.');
}

function wire() {
  view.on('join', 'submit', (event) => {
    event.preventDefault();
    begin();
  });
  view.on('pause', 'click', () => {
    if (!volunteer) return;
    volunteer.setPaused(!volunteer.paused);
    keepAwake(view.wantsAwake && !volunteer.paused);
    show();
  });
  view.on('cores', 'input', () => {
    wanted = view.cores;
    forBrowser.set(CORES, String(wanted));
    applySlots();
  });
  view.on('awake', 'change', () => keepAwake(view.wantsAwake));
  view.on('stop', 'click', () => end());
  view.on('other', 'click', () => view.askForInvite(true));
  view.on('elsewhere', 'click', async () => {
    await end();
    view.askForInvite(true);
    view.note('info', 'Paste another invite: its link, its short code or its words.');
  });
  view.on('forget', 'click', async () => {
    await end();
    await forgetIdentity(NODE.href, identity);
    given.forget();
    identity = await loadIdentity(NODE.href);
    invite = { invite: '', pin: '' };
    view.forgotten();
    ask();
    view.note('info', 'This browser’s key and membership are gone. To help again you need a new invite.');
  });
  addEventListener('online', () => volunteer?.reconnectNow());
  addEventListener('hashchange', () => {
    invite = inviteOf(location);
    if (!volunteer) view.ask(Boolean(invite.invite || identity.membership), false);
  });
  addEventListener('pagehide', () => remember(true));
  document.addEventListener('visibilitychange', () => remember(true));
}

async function begin() {
  if (volunteer) return;
  const name = view.name;
  const wrong = labelError(name);
  view.nameIs(wrong);
  if (wrong) return;
  forBrowser.set(NAME, name);
  view.busy(true);
  try {
    if (view.typed) invite = typedInvite(view.typed);
    const membership = invite.invite ? await join() : identity.membership;
    if (!membership) {
      ask();
      view.note('warn', 'Paste the invite that you were given.');
      return;
    }
    await help(membership, name);
  } catch (thrown) {
    const refused = thrown instanceof Refused;
    ask();
    if (!refused) view.askForInvite(true);
    view.refused(refused ? 'Refused' : 'Not helping', thrown instanceof Error ? thrown.message : String(thrown));
  } finally {
    view.busy(false);
  }
}

/** @returns {Promise<import('./identity.js').Membership>} */
async function join() {
  await canCheck();
  const key = await publicKey(identity);
  /** @type {Response} */
  let response;
  try {
    response = await fetch(new URL('api/volunteer/join', NODE), {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ invite: invite.invite, publicKey: key }),
      credentials: 'omit', referrerPolicy: 'no-referrer',
    });
  } catch {
    throw new Error('The node can’t be reached. Is it running, and are you on the right network?');
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(joinProblem(response, answer.error));
  const pin = invite.pin || identity.membership?.pin || '';
  const signing = await pinnedKey(answer.signingKeySpkiB64, answer.signingAlg, pin);
  const membership = { workerId: answer.workerId, label: answer.label ?? '', spki: answer.signingKeySpkiB64, alg: answer.signingAlg, pin: signing.fingerprint, byInvite: Boolean(pin) };
  identity.membership = membership;
  await saveIdentity(NODE.href, identity);
  invite = { invite: '', pin: '' };
  history.replaceState(null, '', new URL('worker', NODE)); // the secret has done its work
  return membership;
}

/** Asks before an invite is used up whether this browser can check what the node signs. */
async function canCheck() {
  const response = await fetch(new URL('api/public-config', NODE), { credentials: 'omit', referrerPolicy: 'no-referrer' }).catch(() => undefined);
  const config = response?.ok ? await response.json().catch(() => ({})) : {}; // a node that does not say will do so at the join
  if (config.jobSigningAlg) await verifies(config.jobSigningAlg);
}

/** @param {Response} response @param {unknown} text */
function joinProblem(response, text) {
  switch (response.status) {
    case 404: return 'This invite is not known here. Check the code or the words, or ask for a new link.';
    case 410: return 'This invite has ended: it expired, was used up, or was revoked. Ask for a new link.';
    case 429: return `Too many attempts. Try again in ${response.headers.get('retry-after') ?? 'some'} seconds.`;
    case 503: return `The node has no room now: ${text}. Your invite was not used; try again later, or use another.`;
    default: return typeof text === 'string' ? `The node said: ${text}` : `The node answered with error ${response.status}.`;
  }
}

/** @param {import('./identity.js').Membership} membership @param {string} name */
async function help(membership, name) {
  const key = await pinnedKey(membership.spki, membership.alg, membership.pin);
  view.pinned(membership.byInvite, key.fingerprint);
  const source = await workerSource();
  frame = new Frame(source, () => engine?.crashed());
  engine = new Engine({ open: () => /** @type {Frame} */ (frame).open(), now: () => performance.now() });
  given.begin();
  const socketUrl = new URL('ws/volunteer', NODE);
  socketUrl.protocol = NODE.protocol === 'https:' ? 'wss:' : 'ws:';
  volunteer = new Volunteer({
    worker: membership.workerId,
    sign: (text) => sign(identity, text),
    key, engine,
    openSocket: () => /** @type {any} */ (new WebSocket(socketUrl)),
    capability: capabilityOf(device, name),
    now: () => performance.now(),
    random: () => Math.random(),
    onChange: show,
  });
  volunteer.label = membership.label;
  applySlots();
  ticker = new Worker(new URL('./ticker.js', import.meta.url));
  ticker.onmessage = tick;
  forTab.set(HELPING, '1');
  view.working(membership.workerId);
  keepAwake(view.wantsAwake);
  volunteer.start();
}

function tick() {
  frame?.tick(performance.now());
  volunteer?.tick();
  remember(false);
  if (volunteer?.phase === 'stopped') end(volunteer.message);
}

function applySlots() {
  const now = allowed(wanted, device, networkOf(), battery);
  view.coresAre(wanted, now, slotsOf(device));
  volunteer?.setSlots(now.slots);
}

/** @param {string} [why] for people; absent if it was their own wish */
async function end(why) {
  if (!volunteer) return;
  const ended = volunteer;
  volunteer = undefined;
  ended.stop('');
  ticker?.terminate();
  engine?.close();
  frame?.discard();
  frame = undefined;
  engine = undefined;
  keepAwake(false);
  forTab.remove(HELPING);
  given.keep(ended.tally);
  if (ended.unwelcome) {
    identity.membership = undefined;
    view.forgotten();
  }
  await saveIdentity(NODE.href, identity);
  ask();
  if (why) view.note('warn', why);
  else view.note('ok', `Stopped. Thank you: ${view.summary(ended)}.`);
}

/** @param {boolean} now */
function remember(now) {
  if (!volunteer || (!now && performance.now() - savedAt < 10_000)) return;
  savedAt = performance.now();
  given.keep(volunteer.tally);
}

let drawing = false;

function show() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    if (volunteer) view.show(volunteer, given.with(volunteer.tally));
  });
}
