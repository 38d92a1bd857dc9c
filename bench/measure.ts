/** Measures how long actions take. */
import { performance } from 'node:perf_hooks';

/** Wall-clock times of one action in milliseconds. */
export interface Measurement {
  readonly medianMs: number;
  /** 95 of 100 took no longer. */
  readonly p95Ms: number;
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** Runs an action `runs` times after a warm-up. */
export async function measure(runs: number, action: () => unknown): Promise<Measurement> {
  const [measurement] = await measureInTurn(runs, [action]);
  if (measurement === undefined) throw new RangeError('Nothing was measured.');
  return measurement;
}

/**
 * Runs several actions in turn, `runs` times each after a warm-up, so that what else the machine does in the meantime
 * falls on all of them alike.
 */
export async function measureInTurn(
  runs: number,
  actions: readonly (() => unknown)[],
): Promise<readonly Measurement[]> {
  const warmUpRuns = Math.max(3, Math.ceil(runs / 3));
  const timesMs: number[][] = actions.map(() => []);
  for (let run = -warmUpRuns; run < runs; run++) {
    for (const [index, action] of actions.entries()) {
      const start = performance.now();
      await action();
      const elapsedMs = performance.now() - start;
      if (run >= 0) timesMs[index]?.push(elapsedMs);
    }
  }
  return timesMs.map((times) => {
    const sorted = times.toSorted((a, b) => a - b);
    return {
      medianMs: sorted[Math.floor(sorted.length / 2)] ?? NaN,
      p95Ms: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? NaN,
      shortestMs: sorted[0] ?? NaN,
      longestMs: sorted.at(-1) ?? NaN,
    };
  });
}

/** The value in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
