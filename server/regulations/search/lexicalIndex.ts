/** The words of a dataset's passages, laid out for scoring: what is kept of them in the index file. */
import type { IndexedPassage } from '../passageStore.ts';
import { searchedText, type TermSplitter } from '../passageTerms.ts';
import { referenceKey, referenceParts } from '../referenceParts.ts';
import { passageTraits, traitCount } from './passageTraits.ts';
import { PostingsBuilder, type Postings } from './postings.ts';

export interface LexicalIndex {
  /** Sequences of the passages, in the order of the index: document by document, as they stand there. */
  readonly sequences: Float64Array;
  /** The document of each passage, numbered from 0. */
  readonly documents: Uint32Array;
  readonly documentCount: number;
  /** The section of each passage, numbered from 0; sections are within documents. */
  readonly sections: Uint32Array;
  readonly sectionCount: number;
  /** What all spellings of a passage's reference have in common. */
  readonly references: readonly string[];
  /** UTF-16 units of each passage's text. */
  readonly textLengths: Uint32Array;
  /** What kind of text each passage is: `traitCount` numbers for each. */
  readonly traits: Float32Array;
  /** Terms by their numbers. */
  readonly stemNames: readonly string[];
  readonly wordNames: readonly string[];
  /** `pairKey` of each pair by its number, in ascending order. */
  readonly pairKeys: Float64Array;
  readonly stems: Postings;
  readonly words: Postings;
  readonly pairs: Postings;
  /** Stems of all passages as they stand there, one passage after the other, and where each passage begins. */
  readonly order: Uint32Array;
  readonly orderStarts: Uint32Array;
  /** Stems of the headings above a passage, numbered as `stemNames`. */
  readonly headings: Postings;
}

/** Stems are numbered below 2²², so both fit into the exact whole numbers of a double. */
export function pairKey(first: number, second: number): number {
  return first * 4_194_304 + second;
}

/** What `pairKey` was made of. */
export function stemsOfKey(key: number): { readonly first: number; readonly second: number } {
  return { first: Math.floor(key / 4_194_304), second: key % 4_194_304 };
}

/** Numbers names as they come. */
class Numbering {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.names.length;
    this.#numbers.set(name, number);
    this.names.push(name);
    return number;
  }
}

/** @param passages in the order of their documents */
export function buildLexicalIndex(passages: readonly IndexedPassage[], splitter: TermSplitter): LexicalIndex {
  const count = passages.length;
  const stemNumbers = new Numbering();
  const wordNumbers = new Numbering();
  const documentNumbers = new Numbering();
  const sectionNumbers = new Numbering();
  const stems = new PostingsBuilder();
  const words = new PostingsBuilder();
  const headings = new PostingsBuilder();
  const sequences = new Float64Array(count);
  const documents = new Uint32Array(count);
  const sections = new Uint32Array(count);
  const textLengths = new Uint32Array(count);
  const traits = new Float32Array(count * traitCount);
  const stemsOfPassages: Int32Array[] = [];
  const pairsOfPassages: Float64Array[] = [];
  const headingStems = new Map<string, Int32Array>();
  for (const [place, passage] of passages.entries()) {
    const terms = splitter.split(searchedText(passage));
    const numbers = Int32Array.from(terms.stems, (stem) => stemNumbers.of(stem));
    pairsOfPassages.push(neighbourKeys(numbers));
    stemsOfPassages.push(numbers);
    stems.add(numbers.slice());
    words.add(Int32Array.from(terms.words, (word) => wordNumbers.of(word)));
    const path = passage.headings.join('\n');
    let heading = headingStems.get(path);
    if (heading === undefined) {
      heading = Int32Array.from(splitter.split(path).stems, (stem) => stemNumbers.of(stem));
      headingStems.set(path, heading);
    }
    headings.add(heading.slice());
    sequences[place] = passage.sequence;
    documents[place] = documentNumbers.of(String(passage.document));
    sections[place] = sectionNumbers.of(sectionName(passage, path));
    textLengths[place] = passage.text.length;
    traits.set(passageTraits(passage.text), place * traitCount);
  }
  const orderStarts = new Uint32Array(count + 1);
  for (const [place, numbers] of stemsOfPassages.entries())
    orderStarts[place + 1] = (orderStarts[place] ?? 0) + numbers.length;
  const order = new Uint32Array(orderStarts[count] ?? 0);
  for (const [place, numbers] of stemsOfPassages.entries()) order.set(numbers, orderStarts[place] ?? 0);
  const pairKeys = uniqueKeys(pairsOfPassages);
  const pairs = new PostingsBuilder();
  for (const keys of pairsOfPassages) pairs.add(Int32Array.from(keys, (key) => findKey(pairKeys, key)));
  return {
    sequences,
    documents,
    documentCount: documentNumbers.names.length,
    sections,
    sectionCount: sectionNumbers.names.length,
    references: passages.map(({ reference }) => referenceKey(reference).replaceAll('\n', ' ')),
    textLengths,
    traits,
    stemNames: stemNumbers.names,
    wordNames: wordNumbers.names,
    pairKeys,
    order,
    orderStarts,
    stems: stems.build(stemNumbers.names.length),
    words: words.build(wordNumbers.names.length),
    pairs: pairs.build(pairKeys.length),
    headings: headings.build(stemNumbers.names.length),
  };
}

/** Passages with the same reference but for its last part are a section; without parts, those under the same headings. */
function sectionName({ document, reference }: IndexedPassage, headings: string): string {
  const above = referenceParts(reference).slice(0, -1);
  return `${document}\n${above.length === 0 ? headings : above.join('.')}`;
}

/** Stems of a passage as they stand there. */
export function stemsAt({ order, orderStarts, stemNames }: LexicalIndex, place: number): readonly string[] {
  const stems = order.subarray(orderStarts[place] ?? 0, orderStarts[place + 1] ?? 0);
  return Array.from(stems, (stem) => stemNames[stem] ?? '');
}

function neighbourKeys(stems: Int32Array): Float64Array {
  const keys = new Float64Array(Math.max(0, stems.length - 1));
  for (let at = 0; at < keys.length; at++) keys[at] = pairKey(stems[at] ?? 0, stems[at + 1] ?? 0);
  return keys;
}

function uniqueKeys(lists: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const list of lists) {
    all.set(list, end);
    end += list.length;
  }
  all.sort();
  let kept = 0;
  for (let at = 0; at < all.length; at++) {
    const key = all[at] ?? 0;
    if (at === 0 || key !== all[at - 1]) all[kept++] = key;
  }
  return all.slice(0, kept);
}

/** The place of a key in ascending keys; -1 when it is not there. */
export function findKey(keys: Float64Array, key: number): number {
  let low = 0;
  let high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = keys[middle] ?? 0;
    if (found === key) return middle;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
