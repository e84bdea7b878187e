// @ts-check
// Names that people give to devices, by the rules of the node for every label: it would refuse what is refused here.

export const LABEL_MAX = 64;
/** Controls, lone surrogates, separators of lines and paragraphs, and formats but for the two joiners: as `PlainText` has it. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200C\u200D])\p{Cf}/u;

/** What is wrong with a label; "" if nothing. @param {string} text */
export function labelError(text) {
  if (text.length > LABEL_MAX) return `At most ${LABEL_MAX} characters; these are ${text.length}.`;
  if (UNPRINTABLE.test(text)) return 'Letters, digits and signs only: no line breaks and no invisible characters.';
  return '';
}
