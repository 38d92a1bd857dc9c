/** Makes of texts the terms by which passages are found: stems, words as they are written, and pairs of stems. */
import { verbOf } from './irregularVerbs.ts';
import { stemWord } from './stemWord.ts';
import { stopWords } from './stopWords.ts';
import { wordsOf } from './words.ts';

export interface Terms {
  /** Words that say something, in order, each as often as it stands there. */
  readonly words: readonly string[];
  /** Of each word. */
  readonly stems: readonly string[];
}

/** So many different words are remembered with their stems. */
const mostRemembered = 200_000;

export class TermSplitter {
  readonly #stems = new Map<string, string>();

  split(text: string): Terms {
    const words = wordsOf(text).filter((word) => !stopWords.has(word));
    return { words, stems: words.map((word) => this.#stemOf(word)) };
  }

  #stemOf(word: string): string {
    const known = this.#stems.get(word);
    if (known !== undefined) return known;
    if (this.#stems.size >= mostRemembered) this.#stems.clear();
    const stem = stemWord(verbOf(word));
    this.#stems.set(word, stem);
    return stem;
  }
}

/** Neighbouring stems, joined as no word is. */
export function pairsOf(stems: readonly string[]): readonly string[] {
  return stems.slice(1).map((stem, index) => `${stems[index] ?? ''}_${stem}`);
}

/** What of a passage is found by words: official judgements take the reference for part of the text. */
export function searchedText(passage: { readonly reference: string; readonly text: string }): string {
  return `${passage.reference} ${passage.text}`;
}
