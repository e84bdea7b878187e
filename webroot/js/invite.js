// @ts-check
// Reads an invite out of a link, or out of what someone typed.

/** @typedef {{invite: string, pin: string}} Invite pin: fingerprint of the key that signs jobs, may be empty */

const PIN = /^[A-Za-z0-9_-]{43}$/;
const TOKEN_AND_PIN = /^(.+)\.([A-Za-z0-9_-]{43})$/;

/**
 * `/worker#<token>.<pin>`, `/j/<code>#<pin>`, `/p/<phrase>#<pin>`, `?invite=<any of them>#<pin>`
 * @param {{pathname: string, search: string, hash: string}} location
 * @returns {Invite}
 */
export function inviteOf(location) {
  const fragment = decoded(location.hash.replace(/^#/, ''));
  const inPath = /\/(?:j|p)\/([^/]+)\/?$/.exec(location.pathname);
  const outside = new URLSearchParams(location.search).get('invite') ?? (inPath ? decoded(inPath[1]) : '');
  const both = TOKEN_AND_PIN.exec(fragment);
  if (both) return { invite: both[1], pin: both[2] };
  if (PIN.test(fragment)) return { invite: outside, pin: fragment };
  return { invite: outside || fragment, pin: '' };
}

/** @param {string} text a link, a code, or words @returns {Invite} */
export function typedInvite(text) {
  const trimmed = text.trim();
  try {
    const url = new URL(trimmed);
    if (/^https?:$/.test(url.protocol)) return inviteOf(url);
  } catch {
    // not a link
  }
  const both = TOKEN_AND_PIN.exec(trimmed);
  return both ? { invite: both[1], pin: both[2] } : { invite: trimmed, pin: '' };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
