/** Trains an embedder on passages alone: each passage must be told from others by a fragment of it, its heading or its neighbour. */
import { createHash } from 'node:crypto';
import type { IndexedPassage } from '../passageStore.ts';
import { pairsOf, searchedText, type TermSplitter } from '../passageTerms.ts';
import { ContrastiveTrainer, type TermBag } from './contrastiveTrainer.ts';
import { pairKey, stemsOfKey } from './lexicalIndex.ts';
import { SeededRandom } from './seededRandom.ts';
import { TokenEmbedder } from './tokenEmbedder.ts';

const dimension = 256;
/** Passages in which a stem or a pair must stand to have a vector of its own. */
const leastStemPassages = 2;
const leastPairPassages = 4;
/** Vectors are a kilobyte each. */
const mostTerms = 80_000;
/** Shorter passages say too little to be told by a part of them. */
const leastStems = 6;
/** With fewer passages there is nothing to tell them from, and the vectors stay what they begin as. */
const leastPassages = 64;
const leastBatch = 32;
const mostBatch = 256;
const epochs = 6;
/** Small datasets are gone through more often: they take no time. */
const leastBatches = 150;
/** However large the dataset is, so that training stays a matter of seconds. */
const mostBatches = 400;
/** Share of a passage's terms that is left out each time, so that a fragment is not found by one word alone. */
const dropShare = 0.3;

interface TrainedPassage {
  readonly stems: readonly string[];
  readonly terms: readonly number[];
  readonly heading: readonly number[];
  /** Place of the passage behind it in the same document; -1 for none. */
  readonly next: number;
}

/**
 * @param passages in the order of their documents
 * @param stems of each passage
 */
export function trainEmbedder(
  passages: readonly IndexedPassage[],
  stems: readonly (readonly string[])[],
  splitter: TermSplitter,
  report: (share: number) => void,
): TokenEmbedder {
  const random = new SeededRandom(17);
  const { names, weights } = chooseTerms(stems);
  const numbers = new Map(names.map((name, number) => [name, number]));
  const numbered = (list: readonly string[]): readonly number[] =>
    [...list, ...pairsOf(list)].flatMap((name) => numbers.get(name) ?? []);
  const trained = passages.map((passage, place): TrainedPassage => ({
    stems: stems[place] ?? [],
    terms: numbered(stems[place] ?? []),
    heading: numbered(splitter.split(passage.headings.at(-1) ?? '').stems),
    next: passages[place + 1]?.document === passage.document ? place + 1 : -1,
  }));
  const vectors = randomVectors(weights, random);
  const usable = Int32Array.from(
    trained.flatMap(({ stems: list }, place) => (list.length >= leastStems ? [place] : [])),
  );
  if (usable.length >= leastPassages)
    train(trained, usable, numbered, new ContrastiveTrainer(vectors, dimension), random, report);
  const marks = Uint32Array.from(passages, (passage) => textMark(searchedText(passage))).sort();
  return new TokenEmbedder(names, vectors, marks);
}

/** Share of texts, from 0 to 1, that an embedder was not trained on. */
export function shareOfUnknown(embedder: TokenEmbedder, texts: readonly string[]): number {
  if (texts.length === 0) return 0;
  const known = new Set(embedder.trainedOn);
  return texts.filter((text) => !known.has(textMark(text))).length / texts.length;
}

function textMark(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32LE(0);
}

/** The terms that get a vector, with how much each weighs: the rarer, the more. */
function chooseTerms(stems: readonly (readonly string[])[]): { names: readonly string[]; weights: Float32Array } {
  const chosen = countTerms(stems)
    .toSorted(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, mostTerms);
  return {
    names: chosen.map(([name]) => name),
    weights: Float32Array.from(chosen, ([, count]) => Math.log(1 + stems.length / count)),
  };
}

/** In how many passages each term stands. Pairs are counted as numbers: most stand once, and their names would fill memory. */
function countTerms(stems: readonly (readonly string[])[]): readonly (readonly [name: string, count: number])[] {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  const counts: number[] = [];
  const keys = new Float64Array(stems.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0));
  let end = 0;
  for (const list of stems) {
    const own = list.map((name) => {
      const known = numbers.get(name) ?? names.length;
      if (known === names.length) {
        numbers.set(name, known);
        names.push(name);
      }
      return known;
    });
    for (const number of new Set(own)) counts[number] = (counts[number] ?? 0) + 1;
    for (const key of new Set(own.slice(1).map((second, at) => pairKey(own[at] ?? 0, second)))) keys[end++] = key;
  }
  const sorted = keys.subarray(0, end).sort();
  const found = names.flatMap((name, number): [string, number][] => {
    const count = counts[number] ?? 0;
    return count >= leastStemPassages ? [[name, count]] : [];
  });
  for (let at = 0; at < end;) {
    let next = at + 1;
    while (next < end && sorted[next] === sorted[at]) next++;
    if (next - at >= leastPairPassages) {
      const { first, second } = stemsOfKey(sorted[at] ?? 0);
      found.push([`${names[first] ?? ''}_${names[second] ?? ''}`, next - at]);
    }
    at = next;
  }
  return found;
}

/** Random directions keep terms apart as well as axes of their own would, nearly (Johnson and Lindenstrauss, 1984). */
function randomVectors(weights: Float32Array, random: SeededRandom): Float32Array {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / Math.max(1, weights.length);
  const vectors = new Float32Array(weights.length * dimension);
  for (let at = 0; at < vectors.length; at++) {
    const weight = (weights[Math.floor(at / dimension)] ?? 0) / mean;
    vectors[at] = (random.normal() / Math.sqrt(dimension)) * weight;
  }
  return vectors;
}

function train(
  passages: readonly TrainedPassage[],
  usable: Int32Array,
  numbered: (stems: readonly string[]) => readonly number[],
  trainer: ContrastiveTrainer,
  random: SeededRandom,
  report: (share: number) => void,
): void {
  const size = Math.min(mostBatch, Math.max(leastBatch, Math.floor(usable.length / 8)));
  const batchesPerEpoch = Math.floor(usable.length / size);
  const batches = Math.min(mostBatches, Math.max(leastBatches, epochs * batchesPerEpoch));
  for (let batch = 0; batch < batches; batch++) {
    const place = batch % batchesPerEpoch;
    if (place === 0) random.shuffle(usable);
    const chosen = [...usable.subarray(place * size, (place + 1) * size)].flatMap((at) => passages[at] ?? []);
    trainer.learn(
      chosen.map((passage) => bagOf(viewOf(passage, passages, numbered, random))),
      chosen.map(({ terms }) => bagOf(terms, () => random.next() < dropShare)),
      1 - batch / batches,
    );
    report((batch + 1) / batches);
  }
}

/** What a passage must be found by this time. */
function viewOf(
  passage: TrainedPassage,
  passages: readonly TrainedPassage[],
  numbered: (stems: readonly string[]) => readonly number[],
  random: SeededRandom,
): readonly number[] {
  const chance = random.next();
  if (chance < 0.1 && passage.heading.length >= 2) return passage.heading;
  const next = passages[passage.next];
  const { stems } = chance < 0.2 && next !== undefined && next.stems.length >= leastStems ? next : passage;
  // Either a stretch of text, as a quotation is, or words from all over it, as a question about it has.
  if (random.next() < 0.5) {
    const length = 4 + random.below(12);
    const start = random.below(Math.max(1, stems.length - length + 1));
    return numbered(stems.slice(start, start + length));
  }
  const share = Math.min(0.9, 12 / stems.length);
  return numbered(stems.filter(() => random.next() < share));
}

function bagOf(terms: readonly number[], isDropped: () => boolean = () => false): TermBag {
  const counts = new Map<number, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  const kept = [...counts].filter(() => !isDropped());
  return {
    terms: Int32Array.from(kept, ([term]) => term),
    weights: Float32Array.from(kept, ([, count]) => 1 + Math.log(count)),
  };
}
