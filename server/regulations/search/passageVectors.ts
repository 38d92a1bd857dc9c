/** The vectors that an embedder made of the passages of a dataset, as they are kept in a file beside the index. */
import { createHash } from 'node:crypto';
import type { IndexedPassage } from '../passageStore.ts';
import { searchedText } from '../passageTerms.ts';
import { arrayOf, readArrayFile, writeArrayFile } from './arrayFile.ts';

export interface PassageVectors {
  readonly embedder: { readonly id: string; readonly name: string };
  /** 0 where there are no passages. */
  readonly dimension: number;
  /** Of the passages, in the order of the vectors; a sequence is never given twice. */
  readonly sequences: Float64Array;
  /** `hashLength` bytes of what was embedded for each, one after the other. */
  readonly hashes: Uint8Array;
  /** One after the other, each of length 1. */
  readonly vectors: Float32Array;
}

/** Changes whenever what the arrays mean changes, or what of a passage is embedded. */
const meaning = 1;

export const hashLength = 16;

/** UTF-16 units; models read no further, and some refuse what is longer. */
const longestText = 8_000;

/** What of a passage is embedded: it is understood better below its heading. */
export function embeddedText(passage: Pick<IndexedPassage, 'headings' | 'reference' | 'text'>): string {
  const heading = passage.headings.at(-1) ?? '';
  const text = `${heading === '' ? '' : `${heading}\n`}${searchedText(passage)}`.trim();
  return text.slice(0, longestText).replaceAll(/\p{Surrogate}/gu, '');
}

export function embeddedHash(text: string): string {
  return createHash('sha256').update(text).digest().toString('hex', 0, hashLength);
}

/** @throws what the operating system throws */
export function writePassageVectors(file: string, { embedder, dimension, ...arrays }: PassageVectors): void {
  writeArrayFile(file, {
    facts: { meaning, embedder: embedder.id, name: embedder.name, dimension },
    arrays: new Map(Object.entries(arrays)),
  });
}

/** @returns null when the file is not there, is damaged, or holds vectors of another embedder */
export function readPassageVectors(file: string, embedder: string): PassageVectors | null {
  const found = readArrayFile(file, (facts) => facts['meaning'] === meaning && facts['embedder'] === embedder);
  if (found === null) return null;
  const { facts, arrays } = found;
  return {
    embedder: { id: embedder, name: String(facts['name']) },
    dimension: Number(facts['dimension']),
    sequences: arrayOf(arrays, 'sequences', Float64Array),
    hashes: arrayOf(arrays, 'hashes', Uint8Array),
    vectors: arrayOf(arrays, 'vectors', Float32Array),
  };
}

/** Which passages these are vectors of, and of which texts. */
export function stateOf({ sequences, hashes }: PassageVectors): string {
  const bytes = new Uint8Array(sequences.buffer, sequences.byteOffset, sequences.byteLength);
  return createHash('sha256').update(bytes).update(hashes).digest('hex');
}

/**
 * Puts vectors into the order of an index, which may be of another state of the dataset.
 *
 * @returns zeros where there is no vector, and how many such places there are
 */
export function alignVectors(
  { sequences, vectors, dimension }: PassageVectors,
  wanted: Float64Array,
): { readonly vectors: Float32Array; readonly missing: number } {
  const isSame = wanted.length === sequences.length && wanted.every((sequence, place) => sequences[place] === sequence);
  if (isSame) return { vectors, missing: 0 };
  const rows = new Map(Array.from(sequences, (sequence, row) => [sequence, row]));
  const aligned = new Float32Array(wanted.length * dimension);
  let missing = 0;
  for (const [place, sequence] of wanted.entries()) {
    const row = rows.get(sequence);
    if (row === undefined) missing++;
    else aligned.set(vectors.subarray(row * dimension, (row + 1) * dimension), place * dimension);
  }
  return { vectors: aligned, missing };
}
