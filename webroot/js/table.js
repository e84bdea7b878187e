// @ts-check
/** What a list shows of many: those that match, in order, a page at a time. Pure. */

/** Rows of one page. */
export const PAGE_ROWS = 25;

/**
 * @template T
 * @typedef {{text: (row: T) => string, value: (row: T, key: string) => string | number}} Columns
 *   `text`: what a search looks in; `value`: what a column is sorted by
 * @typedef {{search: string, sort: string, down: boolean, page: number}} Look
 */

/**
 * @template T
 * @param {T[]} rows
 * @param {Columns<T>} columns
 * @param {Look} look
 * @returns {{rows: T[], found: number, pages: number, page: number}}
 */
export function shown(rows, columns, look) {
  const words = look.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const text = columns.text(row).toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const way = look.down ? -1 : 1;
  const sorted = look.sort === "" ? found : [...found].sort((a, b) => way * compared(columns.value(a, look.sort), columns.value(b, look.sort)));
  const pages = Math.max(1, Math.ceil(sorted.length / PAGE_ROWS));
  const page = Math.min(look.page, pages - 1);
  return { rows: sorted.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS), found: found.length, pages, page };
}

/** @param {string | number} a @param {string | number} b */
function compared(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true, sensitivity: "base" });
}
