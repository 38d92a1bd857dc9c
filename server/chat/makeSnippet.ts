/** Cuts out of a text the place where the words of a query stand. */
import { wordsOf } from './words.ts';

export interface Snippet {
  readonly text: string;
  /** Where words of the query stand in `text`, in UTF-16 units, in order. */
  readonly marks: readonly { readonly start: number; readonly end: number }[];
}

/** UTF-16 units, about. */
const snippetLength = 160;
/** UTF-16 units in front of the first word that was found. */
const leadLength = 40;

/** @param words as `wordsOf` makes them; the last one also as the beginning of a word */
export function makeSnippet(text: string, words: readonly string[]): Snippet {
  const found = findWords(text, words);
  const first = found[0]?.start ?? 0;
  const start = first <= leadLength ? 0 : wordBoundary(text, first - leadLength);
  const end = text.length - start <= snippetLength ? text.length : wordBoundary(text, start + snippetLength);
  const before = start > 0 ? '…' : '';
  const shown = text.slice(start, end).replaceAll(/\s/g, ' ');
  const shift = before.length - start;
  return {
    text: before + shown + (end < text.length ? '…' : ''),
    marks: found
      .filter((mark) => mark.start >= start && mark.end <= end)
      .map((mark) => ({ start: mark.start + shift, end: mark.end + shift })),
  };
}

function findWords(text: string, words: readonly string[]): { readonly start: number; readonly end: number }[] {
  const wanted = new Set(words);
  const beginning = words.at(-1) ?? '';
  return [...text.matchAll(/[\p{L}\p{N}\p{Mn}]+/gu)].flatMap(({ 0: written, index }) => {
    const isFound = wordsOf(written).some(
      (word) => wanted.has(word) || (beginning !== '' && word.startsWith(beginning)),
    );
    return isFound ? [{ start: index, end: index + written.length }] : [];
  });
}

/** A place near an offset that cuts no word and no character in two. */
function wordBoundary(text: string, offset: number): number {
  const space = text.slice(Math.max(0, offset - 20), offset).search(/\s\S*$/);
  if (space >= 0) return Math.max(0, offset - 20) + space + 1;
  const unit = text.charCodeAt(offset);
  return unit >= 0xdc00 && unit <= 0xdfff ? offset - 1 : offset;
}
