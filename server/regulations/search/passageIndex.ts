/** Everything that finding passages of a dataset needs, as it is kept in a file beside the database. */
import { readTokenEmbedder, tokenEmbedderArrays, type TokenEmbedder } from './tokenEmbedder.ts';
import { arrayOf, readArrayFile, readNames, writeArrayFile, writeNames, type KeptArray } from './arrayFile.ts';
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
const meaning = 3;

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
    ['traits', lexical.traits],
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

/**
 * @param generation null for any
 * @returns null when the file is not there, is damaged, or belongs to another generation of the dataset
 */
export function readPassageIndex(file: string, generation: string | null): PassageIndex | null {
  const found = readArrayFile(
    file,
    (facts) => facts['meaning'] === meaning && (generation === null || facts['generation'] === generation),
  );
  if (found === null) return null;
  const { arrays, facts } = found;
  const postings = (name: string): Postings => ({
    offsets: arrayOf(arrays, `${name}.offsets`, Uint32Array),
    passages: arrayOf(arrays, `${name}.passages`, Uint32Array),
    counts: arrayOf(arrays, `${name}.counts`, Uint8Array),
    lengths: arrayOf(arrays, `${name}.lengths`, Float32Array),
  });
  return {
    generation: String(facts['generation']),
    lexical: {
      sequences: arrayOf(arrays, 'sequences', Float64Array),
      documents: arrayOf(arrays, 'documents', Uint32Array),
      documentCount: Number(facts['documentCount']),
      sections: arrayOf(arrays, 'sections', Uint32Array),
      sectionCount: Number(facts['sectionCount']),
      references: readNames(arrayOf(arrays, 'references', Uint8Array)),
      textLengths: arrayOf(arrays, 'textLengths', Uint32Array),
      traits: arrayOf(arrays, 'traits', Float32Array),
      stemNames: readNames(arrayOf(arrays, 'stemNames', Uint8Array)),
      wordNames: readNames(arrayOf(arrays, 'wordNames', Uint8Array)),
      pairKeys: arrayOf(arrays, 'pairKeys', Float64Array),
      order: arrayOf(arrays, 'order', Uint32Array),
      orderStarts: arrayOf(arrays, 'orderStarts', Uint32Array),
      stems: postings('stems'),
      words: postings('words'),
      pairs: postings('pairs'),
      headings: postings('headings'),
    },
    dense: { vectors: arrayOf(arrays, 'vectors', Float32Array), embedder: readTokenEmbedder(arrays) },
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
