/** Orders texts by how well they answer a query, without asking the database, so that every database gives the same order. */
import { wordsOf } from './words.ts';

/** Constants of BM25 as its authors recommend them. */
const k1 = 1.2;
const b = 0.75;

/**
 * Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) among the candidates. Of equals
 * the one that came first stays first.
 *
 * @param words the words of the query; the last one counts as the beginning of a word too
 */
export function rankByWords<Candidate extends { readonly text: string }>(
  candidates: readonly Candidate[],
  words: readonly string[],
): readonly Candidate[] {
  const counted = candidates.map((candidate) => ({ candidate, ...countWords(candidate.text, words) }));
  const averageLength = counted.reduce((sum, { length }) => sum + length, 0) / Math.max(1, counted.length);
  const inverse = words.map((_, index) => {
    const having = counted.filter(({ counts }) => (counts[index] ?? 0) > 0).length;
    return Math.log(1 + (counted.length - having + 0.5) / (having + 0.5));
  });
  const scored = counted.map(({ candidate, counts, length }) => {
    const norm = k1 * (1 - b + (b * length) / Math.max(1, averageLength));
    const score = counts.reduce(
      (sum, count, index) => sum + ((inverse[index] ?? 0) * count * (k1 + 1)) / (count + norm),
      0,
    );
    return { candidate, score };
  });
  return scored.sort((one, other) => other.score - one.score).map(({ candidate }) => candidate);
}

function countWords(text: string, words: readonly string[]): { readonly counts: number[]; readonly length: number } {
  const indexes = new Map(words.map((word, index) => [word, index]));
  const last = words.length - 1;
  const beginning = words[last] ?? '';
  const counts = words.map(() => 0);
  const all = wordsOf(text);
  for (const word of all) {
    const index = indexes.get(word) ?? (word.startsWith(beginning) ? last : undefined);
    if (index !== undefined) counts[index] = (counts[index] ?? 0) + 1;
  }
  return { counts, length: all.length };
}
