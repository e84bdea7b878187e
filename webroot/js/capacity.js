// @ts-check
// How much of a device may be used. Rules in, numbers out.

import { SLOTS_MAX } from './protocol.js';

/**
 * @typedef {{cores: number, memoryGigabytes: number, mobile: boolean, platform: string}} Device
 * @typedef {{effectiveType: string, saveData: boolean}} Network
 * @typedef {{level: number, charging: boolean}} Battery
 * @typedef {{slots: number, why: string}} Allowed
 */

/** Below this share of a discharging battery fewer slots work, and below the second one none. */
export const BATTERY_LOW = 0.25;
export const BATTERY_EMPTY = 0.15;
const MEMORY_CAPS = [[2, 2], [4, 4], [8, 8], [16, 16], [32, 32]];

/**
 * The most slots that this device should run, whatever its owner wants.
 * @param {Device} device memoryGigabytes 0 if unknown
 */
export function slotsOf(device) {
  const cores = Math.max(1, device.cores - (device.mobile ? 1 : 0));
  const cap = device.memoryGigabytes > 0 ? MEMORY_CAPS.find(([below]) => device.memoryGigabytes < below) : undefined;
  return Math.min(cores, cap ? cap[1] : SLOTS_MAX, SLOTS_MAX - 1);
}

/** A clock of such steps is one that a browser's privacy mode made coarse; what it says of cores is then made up as well. */
const COARSE_MILLIS = 10;
/** More than this many slots could be more than there are cores. */
const CORES_UNLESS_KNOWN = 2;

/**
 * How many cores can be believed in.
 * @param {number | undefined} said by the browser
 * @param {number} step of its clock, in milliseconds
 */
export function coresOf(said, step) {
  const cores = said || 1;
  return step >= COARSE_MILLIS ? Math.min(cores, CORES_UNLESS_KNOWN) : cores;
}

/**
 * The smaller of two steps of a clock.
 * @param {() => number} clock
 * @param {number} [tries] at most, for a clock that stands still
 */
export function stepOf(clock, tries = 5e6) {
  let least = Infinity;
  for (let steps = 0, last = clock(); steps < 3 && tries > 0; tries--) {
    const now = clock();
    if (now === last) continue;
    if (steps++ > 0) least = Math.min(least, now - last); // the first was cut short
    last = now;
  }
  return least;
}

/** What to begin with: all but one core, so that the owner does not notice. @param {Device} device */
export function gentleSlots(device) { return Math.max(1, slotsOf(device) - (device.cores > 2 ? 1 : 0)); }

/**
 * What is allowed now.
 * @param {number} wanted by the owner
 * @param {Device} device
 * @param {Network | undefined} network
 * @param {Battery | undefined} battery
 * @returns {Allowed} with the reason, if it is less than wanted
 */
export function allowed(wanted, device, network, battery) {
  /** @type {Allowed[]} */
  const caps = [{ slots: slotsOf(device), why: 'that is what this device has' }];
  if (network?.saveData) caps.push({ slots: 2, why: 'data saver is on' });
  if (network?.effectiveType === '3g') caps.push({ slots: 2, why: 'the network is slow' });
  if (network?.effectiveType === '2g' || network?.effectiveType === 'slow-2g') caps.push({ slots: 1, why: 'the network is very slow' });
  if (battery && !battery.charging && battery.level < BATTERY_EMPTY) caps.push({ slots: 0, why: 'the battery is nearly empty' });
  else if (battery && !battery.charging && battery.level < BATTERY_LOW) caps.push({ slots: 2, why: 'the battery is low' });
  const least = caps.reduce((a, b) => (b.slots < a.slots ? b : a));
  return least.slots < wanted ? least : { slots: wanted, why: '' };
}
