/** Everything that finding passages of a dataset needs, as it is kept in a file beside the database. */
import { readTokenEmbedder, tokenEmbedderArrays, type TokenEmbedder } from './tokenEmbedder.ts';
import {
  bytesOf,
  doublesOf,
  floatsOf,
  integersOf,
  readArrayFile,
  readNames,
  writeArrayFile,
  writeNames,
  type KeptArray,
} from './arrayFile.ts';
import type { LexicalIndex } from './lexicalIndex.ts';
import type { Postings } from './postings.ts';

/** Vectors of the passages, in the order of the lexical index. */
export interface DenseIndex {
  readonly embedder: TokenEmbedder;
  /** One after the other, each of length 1 or, for a passage without known words, 0. */
  readonly vectors: Float32Array;
}

export interface PassageIndex {
  /** The generation of the dataset that it was made from. */
  readonly generation: string;
  readonly lexical: LexicalIndex;
  readonly dense: DenseIndex;
}

/** Changes whenever what the arrays mean changes. */
const meaning = 1;

const postingNames = ['stems', 'words', 'pairs', 'headings'] as const;

/** @throws what the operating system throws */
export function writePassageIndex(file: string, { generation, lexical, dense }: PassageIndex): void {
  const { documentCount, sectionCount } = lexical;
  const arrays = new Map<string, KeptArray>([
    ['sequences', lexical.sequences],
    ['documents', lexical.documents],
    ['sections', lexical.sections],
    ['references', writeNames(lexical.references)],
    ['textLengths', lexical.textLengths],
    ['stemNames', writeNames(lexical.stemNames)],
    ['wordNames', writeNames(lexical.wordNames)],
    ['pairKeys', lexical.pairKeys],
    ['order', lexical.order],
    ['orderStarts', lexical.orderStarts],
    ...postingNames.flatMap((name) => writePostings(name, lexical[name])),
    ['vectors', dense.vectors],
    ...tokenEmbedderArrays(dense.embedder),
  ]);
  writeArrayFile(file, { facts: { meaning, generation, documentCount, sectionCount }, arrays });
}

/** @returns null when the file is not there, is damaged, or belongs to another generation of the dataset */
export function readPassageIndex(file: string, generation: string): PassageIndex | null {
  const found = readArrayFile(file, (facts) => facts['meaning'] === meaning && facts['generation'] === generation);
  if (found === null) return null;
  const { arrays, facts } = found;
  const postings = (name: string): Postings => ({
    offsets: integersOf(arrays, `${name}.offsets`),
    passages: integersOf(arrays, `${name}.passages`),
    counts: bytesOf(arrays, `${name}.counts`),
    lengths: floatsOf(arrays, `${name}.lengths`),
  });
  return {
    generation,
    lexical: {
      sequences: doublesOf(arrays, 'sequences'),
      documents: integersOf(arrays, 'documents'),
      documentCount: Number(facts['documentCount']),
      sections: integersOf(arrays, 'sections'),
      sectionCount: Number(facts['sectionCount']),
      references: readNames(bytesOf(arrays, 'references')),
      textLengths: integersOf(arrays, 'textLengths'),
      stemNames: readNames(bytesOf(arrays, 'stemNames')),
      wordNames: readNames(bytesOf(arrays, 'wordNames')),
      pairKeys: doublesOf(arrays, 'pairKeys'),
      order: integersOf(arrays, 'order'),
      orderStarts: integersOf(arrays, 'orderStarts'),
      stems: postings('stems'),
      words: postings('words'),
      pairs: postings('pairs'),
      headings: postings('headings'),
    },
    dense: { vectors: floatsOf(arrays, 'vectors'), embedder: readTokenEmbedder(arrays) },
  };
}

function writePostings(name: string, { offsets, passages, counts, lengths }: Postings): readonly [string, KeptArray][] {
  return [
    [`${name}.offsets`, offsets],
    [`${name}.passages`, passages],
    [`${name}.counts`, counts],
    [`${name}.lengths`, lengths],
  ];
}

/** The embedder of whatever index is in the file, also of another generation; null for none. */
export function readEarlierEmbedder(file: string): TokenEmbedder | null {
  const found = readArrayFile(file, (facts) => facts['meaning'] === meaning);
  return found === null ? null : readTokenEmbedder(found.arrays);
}
