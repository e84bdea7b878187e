/**
 * Counts lines, words and letters of a text, and how often given words occur in it.
 *
 * One unit is one line of `args.lines`; a shard looks at lines [offset, offset + units) alone. All counts are numbers, so the
 * reducer `sum` with `*` adds up every field that appears, and any cut gives the same sums.
 *
 * @title Count words
 * @unit line
 * @totalUnits 14
 * @unitsPerShard 1
 * @reducer sum *
 * @args {
 *   "words": ["thou", "thy", "summer", "eternal", "fair", "shall"],
 *   "lines": [
 *     "Shall I compare thee to a summer's day?",
 *     "Thou art more lovely and more temperate:",
 *     "Rough winds do shake the darling buds of May,",
 *     "And summer's lease hath all too short a date;",
 *     "Sometime too hot the eye of heaven shines,",
 *     "And often is his gold complexion dimm'd;",
 *     "And every fair from fair sometime declines,",
 *     "By chance or nature's changing course untrimm'd;",
 *     "But thy eternal summer shall not fade,",
 *     "Nor lose possession of that fair thou ow'st;",
 *     "Nor shall death brag thou wander'st in his shade,",
 *     "When in eternal lines to time thou grow'st:",
 *     "So long as men can breathe or eyes can see,",
 *     "So long lives this, and this gives life to thee."
 *   ]
 * }
 * @expect {"lines": 14, "words": 114, "letters": 484, "thou": 4, "thy": 1, "summer": 3, "eternal": 2, "fair": 3, "shall": 3}
 */
const brain = globalThis.__BRAIN__ ?? {};
const offset = brain.offset ?? 0;
const units = brain.units ?? args.lines.length;

const counts = { lines: 0, words: 0, letters: 0 };
for (const wanted of args.words) counts[wanted] = 0;
const isCounted = new Set(args.words);

for (const line of args.lines.slice(offset, offset + units)) {
  counts.lines++;
  // A word is a run of letters; what follows an apostrophe belongs to it but is cut off: summer's -> summer.
  for (const [word, stem] of line.toLowerCase().matchAll(/(\p{L}+)(?:['’]\p{L}+)*/gu)) {
    counts.words++;
    counts.letters += word.replace(/\P{L}/gu, "").length;
    if (isCounted.has(stem)) counts[stem]++;
  }
}
return counts;
