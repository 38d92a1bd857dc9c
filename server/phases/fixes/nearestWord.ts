/** Finds the word that a misspelt one was meant to be. */

export interface NearestWord {
  readonly word: string;
  /** Whether it is so near, and every other so far, that nothing else can have been meant. */
  readonly isCertain: boolean;
}

/** Words longer than this are not compared: comparing takes time in the square of the length. */
const longestWord = 200;

/**
 * The nearest of `words`, case aside; null when none is near enough to be what was meant.
 *
 * A word is near when at most a third of its letters have to be changed. It is certain when it is the only near one,
 * and differs in case alone, in one letter of at least four, or in two of at least eight.
 */
export function findNearestWord(written: string, words: Iterable<string>): NearestWord | null {
  if (written.length > longestWord) return null;
  const near: { readonly word: string; readonly distance: number }[] = [];
  for (const word of new Set(words)) {
    const limit = Math.floor(Math.max(word.length, written.length) / 3);
    if (word.length > longestWord || Math.abs(word.length - written.length) > limit) continue;
    const distance = editDistance(written.toLowerCase(), word.toLowerCase());
    if (distance <= limit) near.push({ word, distance });
  }
  near.sort((a, b) => a.distance - b.distance);
  const [first, second] = near;
  if (first === undefined) return null;
  const changeable = first.word.length < 4 ? 0 : first.word.length < 8 ? 1 : 2;
  return { word: first.word, isCertain: second === undefined && first.distance <= changeable };
}

/**
 * Letters to insert, remove, replace or swap with their neighbour: the optimal string alignment distance, computed row
 * by row (E. Ukkonen, "Algorithms for approximate string matching", 1985, with transpositions).
 */
function editDistance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      let least = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwap = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwap) least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1);
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return last[other.length] ?? 0;
}
