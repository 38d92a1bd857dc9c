/** The runner's own Notes line: how its text is written and how it is told from a person's. */
import type { RoadmapField } from './roadmap.ts';

/** What the value of the runner's own Notes line begins with. */
const ownNotePrefix = 'Phasegate:';

/** Longest text of a note in UTF-16 code units, the prefix not counted; what is longer ends with `…`. */
export const longestNote = 500;

/** Whether a field is a Notes line that the runner wrote, and so may change. */
export function isOwnNote(field: RoadmapField): boolean {
  return field.name === 'Notes' && field.value.startsWith(ownNotePrefix);
}

/**
 * The value of a Notes line for `note`, safe on one line of Markdown; null when nothing is left to say.
 *
 * Control characters, line breaks and marks that reverse the direction of text become single spaces, halves of
 * characters are replaced, and comment delimiters become entities: a note may hold output of a command, and output
 * must not be able to hide phases, end a comment or add lines.
 */
export function ownNoteValue(note: string): string | null {
  // Cut generously first, so that a note of megabytes costs nothing.
  let plain = note
    .slice(0, 20 * longestNote)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\s+/gu, ' ')
    .trim();
  if (plain.startsWith(ownNotePrefix)) plain = plain.slice(ownNotePrefix.length).trim();
  if (plain === '') return null;
  return `${ownNotePrefix} ${shorten(plain).replaceAll('<!--', '&lt;!--').replaceAll('-->', '--&gt;')}`;
}

function shorten(text: string): string {
  if (text.length <= longestNote) return text;
  return `${text
    .slice(0, longestNote - 1)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`;
}
