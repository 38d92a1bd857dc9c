/** Grows one regression tree of three levels, by Newton steps. */

export interface TreeSettings {
  /** Rows that a leaf has at least. */
  readonly leastRows: number;
  /** Added to the curvature of a leaf, which holds small leaves back. */
  readonly ridge: number;
}

export interface TreeRows {
  /** Of each feature the bin of every row, feature by feature. */
  readonly bins: Uint8Array;
  readonly rows: number;
  /** The way each row should go, and how sharply that changes. */
  readonly slopes: Float64Array;
  readonly curvatures: Float64Array;
  /** Rows that the tree is grown on. */
  readonly chosen: Int32Array;
}

const depth = 3;
const splits = 2 ** depth - 1;
const mostBins = 64;

/** Level by level from the root on. */
export class GrownTree {
  readonly features: number[] = Array.from({ length: splits }, () => 0);
  /** A row goes on to the left below this bin; 0 for a node at which all do. */
  readonly bins: number[] = Array.from({ length: splits }, () => 0);
  readonly values: number[] = Array.from({ length: splits + 1 }, () => 0);

  valueOf(row: number, bins: Uint8Array, rows: number): number {
    let node = 0;
    while (node < splits) node = this.next(node, row, bins, rows);
    return this.values[node - splits] ?? 0;
  }

  next(node: number, row: number, bins: Uint8Array, rows: number): number {
    const bin = this.bins[node] ?? 0;
    const isLeft = bin === 0 || (bins[(this.features[node] ?? 0) * rows + row] ?? 0) < bin;
    return 2 * node + (isLeft ? 1 : 2);
  }
}

/** @param features that the tree may ask for */
export function growTree(rows: TreeRows, features: readonly number[], settings: TreeSettings): GrownTree {
  const tree = new GrownTree();
  const nodes = new Uint8Array(rows.rows);
  for (let level = 0; level < depth; level++) {
    const first = 2 ** level - 1;
    const count = 2 ** level;
    const best = Array.from({ length: count }, () => 0);
    for (const feature of features) {
      const sums = histogram(rows, feature, nodes, first, count);
      for (let node = 0; node < count; node++) {
        const { gain, bin } = bestSplit(sums, node, settings);
        if (gain <= (best[node] ?? 0)) continue;
        best[node] = gain;
        tree.features[first + node] = feature;
        tree.bins[first + node] = bin;
      }
    }
    for (const row of rows.chosen) nodes[row] = tree.next(nodes[row] ?? 0, row, rows.bins, rows.rows);
  }
  const slopes = new Float64Array(splits + 1);
  const curvatures = new Float64Array(splits + 1);
  for (const row of rows.chosen) {
    const leaf = (nodes[row] ?? 0) - splits;
    slopes[leaf] = (slopes[leaf] ?? 0) + (rows.slopes[row] ?? 0);
    curvatures[leaf] = (curvatures[leaf] ?? 0) + (rows.curvatures[row] ?? 0);
  }
  for (const leaf of tree.values.keys())
    tree.values[leaf] = (slopes[leaf] ?? 0) / ((curvatures[leaf] ?? 0) + settings.ridge);
  return tree;
}

interface Sums {
  readonly slopes: Float64Array;
  readonly curvatures: Float64Array;
  readonly rows: Int32Array;
}

function histogram(
  { bins, rows, ...row }: TreeRows,
  feature: number,
  nodes: Uint8Array,
  first: number,
  count: number,
): Sums {
  const sums: Sums = {
    slopes: new Float64Array(count * mostBins),
    curvatures: new Float64Array(count * mostBins),
    rows: new Int32Array(count * mostBins),
  };
  for (const at of row.chosen) {
    const into = ((nodes[at] ?? 0) - first) * mostBins + (bins[feature * rows + at] ?? 0);
    sums.slopes[into] = (sums.slopes[into] ?? 0) + (row.slopes[at] ?? 0);
    sums.curvatures[into] = (sums.curvatures[into] ?? 0) + (row.curvatures[at] ?? 0);
    sums.rows[into] = (sums.rows[into] ?? 0) + 1;
  }
  return sums;
}

function bestSplit({ slopes, curvatures, rows }: Sums, node: number, { leastRows, ridge }: TreeSettings) {
  const start = node * mostBins;
  const total = { slope: 0, curvature: 0, rows: 0 };
  for (let at = start; at < start + mostBins; at++) {
    total.slope += slopes[at] ?? 0;
    total.curvature += curvatures[at] ?? 0;
    total.rows += rows[at] ?? 0;
  }
  const worth = (slope: number, curvature: number): number => (slope * slope) / (curvature + ridge);
  const whole = worth(total.slope, total.curvature);
  const left = { slope: 0, curvature: 0, rows: 0 };
  let gain = 0;
  let bin = 0;
  for (let at = 0; at < mostBins - 1; at++) {
    left.slope += slopes[start + at] ?? 0;
    left.curvature += curvatures[start + at] ?? 0;
    left.rows += rows[start + at] ?? 0;
    if (left.rows < leastRows || total.rows - left.rows < leastRows) continue;
    const split = worth(left.slope, left.curvature) + worth(total.slope - left.slope, total.curvature - left.curvature);
    if (split - whole <= gain) continue;
    gain = split - whole;
    bin = at + 1;
  }
  return { gain, bin };
}
