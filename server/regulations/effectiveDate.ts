/** Finds the day from which a document says that it is in force. */

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const said =
  /(?:with effect from|effective(?: date| from| on| as of)?|in force (?:from|on|since|as of)|come[s]? into (?:force|effect|operation)(?: on)?)\s*:?\s*(?:the\s+)?(\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]+,?\s+\d{4}|[A-Za-z]+\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})/i;

/** As `2024-01-31`; null when no text says one. */
export function findEffectiveDate(texts: readonly string[]): string | null {
  for (const text of texts) {
    const date = readDate(said.exec(text)?.[1] ?? '');
    if (date !== null) return date;
  }
  return null;
}

/** Reads `2024-01-31`, `31 January 2024` and `January 31, 2024`; null for everything else. */
export function readDate(written: string): string | null {
  const iso = /^\s*(\d{4}-\d{2}-\d{2})/.exec(written)?.[1];
  if (iso !== undefined) return Number.isNaN(Date.parse(iso)) ? null : iso;
  const day = /\b(\d{1,2})(?:st|nd|rd|th)?\b/.exec(written)?.[1];
  const year = /\b(\d{4})\b/.exec(written)?.[1];
  const word = /[A-Za-z]{3,}/g;
  const name = written
    .match(word)
    ?.find((candidate) => months.some((month) => month.startsWith(candidate.toLowerCase())));
  if (day === undefined || year === undefined || name === undefined) return null;
  const month = months.findIndex((known) => known.startsWith(name.toLowerCase())) + 1;
  return `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
}
