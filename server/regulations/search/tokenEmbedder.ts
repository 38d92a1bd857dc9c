/** An embedder that has a vector for each term and sums them up. */
import { sha256 } from '../../base/sha256.ts';
import { pairsOf, TermSplitter } from '../passageTerms.ts';
import { arrayOf, readNames, writeNames, type ArrayFileContent, type KeptArray } from './arrayFile.ts';
import type { Embedder } from '../embedder.ts';

/** The terms of an embedder: stems, and pairs of stems that stand together often. */
export class TokenEmbedder implements Embedder {
  readonly id: string;
  readonly name = 'trained on the passages';
  readonly dimension: number;
  readonly names: readonly string[];
  /** One after the other; how much a term weighs is the length of its vector. */
  readonly vectors: Float32Array;
  /** The first 32 bits of the hashes of the texts that it was trained on, in ascending order. */
  readonly trainedOn: Uint32Array;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #splitter = new TermSplitter();

  constructor(names: readonly string[], vectors: Float32Array, trainedOn: Uint32Array) {
    this.names = names;
    this.vectors = vectors;
    this.trainedOn = trainedOn;
    this.dimension = names.length === 0 ? 0 : vectors.length / names.length;
    this.#numbers = new Map(names.map((name, number) => [name, number]));
    this.id = sha256(new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength)).slice(0, 16);
  }

  embed(texts: readonly string[]): Promise<readonly Float32Array[]> {
    return Promise.resolve(texts.map((text) => this.embedText(text)));
  }

  close(): void {
    // There is nothing to end.
  }

  embedText(text: string): Float32Array {
    return this.embedStems(this.#splitter.split(text).stems);
  }

  embedStems(stems: readonly string[]): Float32Array {
    return sumOfTerms(this.numbersOf(stems), this.vectors, this.dimension);
  }

  /** Numbers of the known terms among the stems and their pairs. */
  numbersOf(stems: readonly string[]): readonly number[] {
    return [...stems, ...pairsOf(stems)].flatMap((name) => this.#numbers.get(name) ?? []);
  }
}

/** A term that stands there often counts by the logarithm. */
export function sumOfTerms(terms: readonly number[], vectors: Float32Array, dimension: number): Float32Array {
  const counts = new Map<number, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  const sum = new Float32Array(dimension);
  for (const [term, count] of counts) {
    const weight = 1 + Math.log(count);
    const start = term * dimension;
    for (let at = 0; at < dimension; at++) sum[at] = (sum[at] ?? 0) + weight * (vectors[start + at] ?? 0);
  }
  let square = 0;
  for (const value of sum) square += value * value;
  if (square === 0) return sum;
  const scale = 1 / Math.sqrt(square);
  return sum.map((value) => value * scale);
}

export function tokenEmbedderArrays({ names, vectors, trainedOn }: TokenEmbedder): readonly [string, KeptArray][] {
  return [
    ['embedder.names', writeNames(names)],
    ['embedder.vectors', vectors],
    ['embedder.trainedOn', trainedOn],
  ];
}

export function readTokenEmbedder(arrays: ArrayFileContent['arrays']): TokenEmbedder {
  return new TokenEmbedder(
    readNames(arrayOf(arrays, 'embedder.names', Uint8Array)),
    arrayOf(arrays, 'embedder.vectors', Float32Array),
    arrayOf(arrays, 'embedder.trainedOn', Uint32Array),
  );
}
