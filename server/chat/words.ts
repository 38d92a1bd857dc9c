/** Splits text into the words that messages are found by, in the same way for every database. */

/** Characters of a message that are looked at; the words behind them are not found. */
const longestText = 200_000;

/** Longer words are cut: PostgreSQL takes none of more than 2,046 bytes. */
const word = /[\p{L}\p{N}]{1,64}/gu;

/** Lower case, without accents, in order; each as often as it stands there. */
export function wordsOf(text: string): readonly string[] {
  const plain = text
    .slice(0, longestText)
    .normalize('NFKD')
    .replaceAll(/\p{Mn}+/gu, '')
    .toLowerCase();
  return plain.match(word) ?? [];
}
