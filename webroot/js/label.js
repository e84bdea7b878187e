// @ts-check
// Names that people give to devices, by the rules of the node for every label: it would refuse what is refused here.

export const LABEL_MAX = 64;
/** Control, format (bidi too), surrogate, private and unassigned characters, line and paragraph separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** What is wrong with a label; "" if nothing. @param {string} text */
export function labelError(text) {
  if (text.length > LABEL_MAX) return `At most ${LABEL_MAX} characters; these are ${text.length}.`;
  if (UNPRINTABLE.test(text)) return 'Letters, digits and signs only: no line breaks and no invisible characters.';
  return '';
}
