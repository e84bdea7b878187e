// @ts-check
// What the browser tells of the device it runs on. Every answer may be missing.

import { coresOf, stepOf } from '../js/capacity.js';

/** @returns {import('../js/capacity.js').Device} */
export function deviceOf() {
  const nav = /** @type {any} */ (navigator);
  const mobile = nav.userAgentData?.mobile ?? /Mobi|Android|iPhone|iPad/.test(nav.userAgent);
  return { cores: coresOf(nav.hardwareConcurrency, stepOf(() => performance.now())), memoryGigabytes: nav.deviceMemory || 0, mobile, platform: platformOf(nav) };
}

/** @param {import('../js/capacity.js').Device} device @param {string} name given by its owner @returns {import('../js/protocol.js').Capability} */
export function capabilityOf(device, name) {
  return {
    label: name, engine: 'browser', platform: device.platform, cores: Math.min(4096, device.cores), memoryMegabytes: Math.round(device.memoryGigabytes * 1024),
    isolation: 'opaque-origin frame, worker per slot',
  };
}

/** @param {(battery: import('../js/capacity.js').Battery) => void} onChange @returns {Promise<import('../js/capacity.js').Battery | undefined>} */
export async function batteryOf(onChange) {
  try {
    const battery = await /** @type {any} */ (navigator).getBattery();
    const read = () => ({ level: battery.level, charging: battery.charging });
    for (const event of ['levelchange', 'chargingchange']) battery.addEventListener(event, () => onChange(read()));
    return read();
  } catch {
    return undefined; // not offered by this browser
  }
}

/** @returns {any} */
export function networkOf() { return /** @type {any} */ (navigator).connection; }

/** @type {any} */
let lock;
let awake = false;

/** @param {boolean} wish */
export async function keepAwake(wish) {
  awake = wish;
  if (!wish) {
    lock?.release();
    lock = undefined;
  } else if (!lock && document.visibilityState === 'visible') {
    try {
      lock = await /** @type {any} */ (navigator).wakeLock.request('screen');
      lock.addEventListener('release', () => { lock = undefined; });
    } catch {
      lock = undefined; // refused, as with a low battery: helping goes on all the same
    }
  }
}

document.addEventListener('visibilitychange', () => { if (awake) keepAwake(true); });

/** @param {any} nav */
function platformOf(nav) {
  const browser = nav.userAgentData?.brands?.find((/** @type {any} */ b) => !/Not|Chromium/.test(b.brand)) ?? nav.userAgentData?.brands?.find((/** @type {any} */ b) => b.brand === 'Chromium');
  const name = browser ? `${browser.brand} ${browser.version}` : (/(Firefox|Edg|Chrome|Safari)\/[\d.]+/.exec(nav.userAgent)?.[0] ?? 'browser');
  return `${name}, ${nav.userAgentData?.platform || nav.platform || 'unknown'}`.slice(0, 120);
}
