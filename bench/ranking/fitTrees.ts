/** Fits the second ranking: boosted trees whose every step mends the order of a question's foremost candidates. */
import { SeededRandom } from '../../server/regulations/search/seededRandom.ts';
import { growTree, type GrownTree, type TreeSettings } from './growTree.ts';

/** The foremost candidates of a question, described for the second ranking. */
export interface RankedQuestion {
  /** `width` numbers for each row, one after the other. */
  readonly described: Float32Array;
  /** 1 at the rows of passages that answer. */
  readonly isRelevant: Uint8Array;
}

/** As many as fit into a source file of 400 lines; with 300, MAP@10 was 0.001 lower. */
const treeCount = 380;
const learningRate = 0.05;
/** Share of the questions that a tree is grown on. */
const questionShare = 0.7;
/** Share of the features that a tree may ask for. */
const featureShare = 0.3;
const treeSettings: TreeSettings = { leastRows: 100, ridge: 0.1 };

/** Values of a feature are told apart by so many thresholds at most. */
const mostBins = 64;

/**
 * LambdaMART (Burges, 2010): the pull on two candidates is the slope of a logistic loss times the change of average
 * precision that follows from their changing places.
 *
 * @param width features of a candidate
 * @returns as in `fittedTrees.ts`
 */
export function fitTrees(questions: readonly RankedQuestion[], width: number): readonly string[] {
  const asked = questions.filter(({ isRelevant }) => isRelevant.includes(1) && isRelevant.includes(0));
  const starts = startsOf(asked);
  const rows = starts[asked.length] ?? 0;
  const { thresholds, bins } = binned(asked, starts, width);
  const scores = new Float64Array(rows);
  const random = new SeededRandom(1);
  const trees: string[] = [];
  for (let tree = 0; tree < treeCount; tree++) {
    const slopes = new Float64Array(rows);
    const curvatures = new Float64Array(rows);
    const chosen: number[] = [];
    for (const [number, { isRelevant }] of asked.entries()) {
      const start = starts[number] ?? 0;
      if (random.next() >= questionShare) continue;
      pull(scores, isRelevant, start, slopes, curvatures);
      for (let row = 0; row < isRelevant.length; row++) chosen.push(start + row);
    }
    const features = Int32Array.from({ length: width }, (_, feature) => feature);
    random.shuffle(features);
    const grown = growTree(
      { bins, rows, slopes, curvatures, chosen: Int32Array.from(chosen) },
      [...features.subarray(0, Math.max(1, Math.round(width * featureShare)))],
      treeSettings,
    );
    for (let row = 0; row < rows; row++)
      scores[row] = (scores[row] ?? 0) + learningRate * grown.valueOf(row, bins, rows);
    trees.push(textOf(grown, thresholds));
  }
  return trees;
}

function startsOf(questions: readonly RankedQuestion[]): Int32Array {
  const starts = new Int32Array(questions.length + 1);
  for (const [number, { isRelevant }] of questions.entries())
    starts[number + 1] = (starts[number] ?? 0) + isRelevant.length;
  return starts;
}

/** Of each feature the thresholds, ascending, and of each row how many of them it reaches; feature by feature. */
function binned(questions: readonly RankedQuestion[], starts: Int32Array, width: number) {
  const rows = starts[questions.length] ?? 0;
  const bins = new Uint8Array(rows * width);
  const thresholds: (readonly number[])[] = [];
  for (let feature = 0; feature < width; feature++) {
    const values = new Float32Array(rows);
    for (const [number, { described, isRelevant }] of questions.entries())
      for (let row = 0; row < isRelevant.length; row++)
        values[(starts[number] ?? 0) + row] = described[row * width + feature] ?? 0;
    const sorted = values.toSorted();
    const edges = [
      ...new Set(
        Array.from({ length: mostBins - 1 }, (_, at) => rounded(sorted[Math.floor(((at + 1) * rows) / mostBins)] ?? 0)),
      ),
    ];
    thresholds.push(edges);
    for (const [row, value] of values.entries()) {
      let bin = 0;
      while (bin < edges.length && value >= (edges[bin] ?? Infinity)) bin++;
      bins[feature * rows + row] = bin;
    }
  }
  return { thresholds, bins };
}

/** Adds how each row of a question should move, and how sharply that changes. */
function pull(
  scores: Float64Array,
  isRelevant: Uint8Array,
  start: number,
  slopes: Float64Array,
  curvatures: Float64Array,
): void {
  const order = Array.from(isRelevant.keys()).toSorted(
    (a, b) => (scores[start + b] ?? 0) - (scores[start + a] ?? 0) || a - b,
  );
  const change = precisionChange(order.map((row) => isRelevant[row] === 1));
  for (const [better, row] of order.entries()) {
    if (isRelevant[row] !== 1) continue;
    for (const [worse, other] of order.entries()) {
      if (isRelevant[other] === 1) continue;
      const weight = Math.abs(change(better, worse));
      const slope = 1 / (1 + Math.exp((scores[start + row] ?? 0) - (scores[start + other] ?? 0)));
      const curvature = weight * slope * (1 - slope);
      slopes[start + row] = (slopes[start + row] ?? 0) + weight * slope;
      slopes[start + other] = (slopes[start + other] ?? 0) - weight * slope;
      curvatures[start + row] = (curvatures[start + row] ?? 0) + curvature;
      curvatures[start + other] = (curvatures[start + other] ?? 0) + curvature;
    }
  }
}

/** @returns how average precision changes when what answers, at the first rank, and what does not, at the second, change places */
function precisionChange(answers: readonly boolean[]): (relevant: number, other: number) => number {
  const counts = [0];
  const shares = [0];
  for (const [at, isAnswer] of answers.entries()) {
    counts.push((counts[at] ?? 0) + (isAnswer ? 1 : 0));
    shares.push((shares[at] ?? 0) + (isAnswer ? 1 / (at + 1) : 0));
  }
  const total = counts.at(-1) ?? 1;
  const count = (rank: number): number => counts[rank + 1] ?? 0;
  const between = (from: number, to: number): number => (shares[to] ?? 0) - (shares[from + 1] ?? 0);
  return (relevant, other) => {
    const change =
      relevant < other
        ? count(other) / (other + 1) - count(relevant) / (relevant + 1) - between(relevant, other)
        : (count(other) + 1) / (other + 1) - count(relevant) / (relevant + 1) + between(other, relevant);
    return change / total;
  };
}

function textOf({ features, bins, values }: GrownTree, thresholds: readonly (readonly number[])[]): string {
  const decisions = features.map((feature, node) => {
    const threshold = thresholds[feature]?.[(bins[node] ?? 0) - 1];
    return threshold === undefined ? '0<1e9' : `${feature}<${threshold}`;
  });
  return `${decisions.join(' ')} | ${values.map((value) => rounded(value * learningRate)).join(' ')}`;
}

/** To four digits: more say nothing. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
