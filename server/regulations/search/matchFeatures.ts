/** Describes how the words of a query stand in a candidate: in a row, at its beginning, from which half of the query. */
import type { LexicalIndex } from './lexicalIndex.ts';
import { inverseFrequency } from './lexicalScorer.ts';

export interface AskedStems {
  /** Numbers of the query's stems, in order; -1 for one that no passage has. */
  readonly stems: readonly number[];
  /** What each of them counts, of 1 for all. */
  readonly shares: ReadonlyMap<number, number>;
}

export const matchFeatureCount = 7;

/** Terms at the beginning of a passage, which mostly name whom it is about. */
const beginning = 15;
/** The rarest stems of a query, of which most depends. */
const rarest = 3;
/** More words in a row say no more. */
const longRun = 10;

/** @returns for each place that is given, `matchFeatureCount` numbers, one after the other */
export function matchFeatures(
  places: readonly number[],
  { stems, shares }: AskedStems,
  index: LexicalIndex,
): Float32Array {
  const half = Math.max(1, Math.floor(stems.length / 2));
  const first = new Set(stems.slice(0, half));
  const last = new Set(stems.slice(half).filter((stem) => !first.has(stem)));
  const rare = [...shares].toSorted(([, a], [, b]) => b - a).slice(0, rarest);
  const features = new Float32Array(places.length * matchFeatureCount);
  for (const [row, place] of places.entries()) {
    const order = index.order.subarray(index.orderStarts[place] ?? 0, index.orderStarts[place + 1] ?? 0);
    const present = new Set(order);
    const run = longestRun(order, stems, shares);
    features.set(
      [
        Math.min(longRun, run.length) / longRun,
        run.share,
        shareOf(new Set(order.subarray(0, beginning)), shares),
        rare.filter(([stem]) => present.has(stem)).length / rarest,
        aimOf(present, shares, index),
        partly(first, present, shares),
        partly(last, present, shares),
      ],
      row * matchFeatureCount,
    );
  }
  return features;
}

/** The most stems that follow each other in the passage as in the query, and the most that such stems count. */
function longestRun(order: Uint32Array, stems: readonly number[], shares: ReadonlyMap<number, number>) {
  const places = new Map<number, number[]>();
  for (const [at, stem] of stems.entries()) places.set(stem, [...(places.get(stem) ?? []), at]);
  let length = 0;
  let share = 0;
  let before = new Map<number, { readonly length: number; readonly share: number }>();
  for (const stem of order) {
    const here: typeof before = new Map();
    for (const at of places.get(stem) ?? []) {
      const run = before.get(at - 1);
      const longer = { length: (run?.length ?? 0) + 1, share: (run?.share ?? 0) + (shares.get(stem) ?? 0) };
      here.set(at, longer);
      length = Math.max(length, longer.length);
      share = Math.max(share, longer.share);
    }
    before = here;
  }
  return { length, share };
}

function shareOf(present: ReadonlySet<number>, shares: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [stem, share] of shares) if (present.has(stem)) sum += share;
  return sum;
}

/** How much of what the passage says is asked for. */
function aimOf(present: ReadonlySet<number>, shares: ReadonlyMap<number, number>, index: LexicalIndex): number {
  const { offsets } = index.stems;
  let all = 0;
  let wanted = 0;
  for (const stem of present) {
    const found = (offsets[stem + 1] ?? 0) - (offsets[stem] ?? 0);
    const weight = inverseFrequency(found, index.sequences.length);
    all += weight;
    if (shares.has(stem)) wanted += weight;
  }
  return wanted / Math.max(all, 1e-6);
}

/** How much of a part of the query stands in the passage. */
function partly(part: ReadonlySet<number>, present: ReadonlySet<number>, shares: ReadonlyMap<number, number>): number {
  let all = 0;
  let found = 0;
  for (const stem of part) {
    const share = shares.get(stem) ?? 0;
    all += share;
    if (present.has(stem)) found += share;
  }
  return found / Math.max(all, 1e-6);
}
