/** Splits text into the words that passages are found by, in the same way for every database. */

/** Longer words are cut: PostgreSQL takes none of more than 2,046 bytes. */
const word = /[\p{L}\p{N}]{1,64}/gu;
const asciiWord = /[a-z0-9]{1,64}/g;

/** Lower case, without accents, in order; each as often as it stands there. */
export function wordsOf(text: string): readonly string[] {
  const lower = text.toLowerCase();
  // Most passages are plain English, for which the general way takes three times as long.
  if (isAscii(lower)) return lower.match(asciiWord) ?? [];
  return (
    lower
      .normalize('NFKD')
      .replaceAll(/\p{Mn}+|[\u200b-\u200f\u00ad]/gu, '')
      .match(word) ?? []
  );
}

function isAscii(text: string): boolean {
  return !/[^\x00-\x7f]/.test(text);
}
