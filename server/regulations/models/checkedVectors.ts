/** Makes vectors of what a model answered, and refuses what cannot be compared. */
import { Failure } from '../../base/failure.ts';

export interface Expected {
  /** So many texts were sent. */
  readonly count: number;
  /** Null when any will do. */
  readonly dimension: number | null;
  /** Who answered, at the beginning of a sentence. */
  readonly about: string;
}

/**
 * @returns vectors of length 1
 * @throws Failure `model-failed` when there are too few or too many, when one is of another dimension than the others or
 *   than those before, holds what is no finite number, or is all zeros
 */
export function checkedVectors(
  found: readonly unknown[],
  { count, dimension, about }: Expected,
): readonly Float32Array[] {
  const refuse = (what: string): Failure =>
    new Failure('model-failed', `${about} ${what}, so its vectors are not used. Look at the model that is set.`);
  if (found.length !== count) throw refuse(`gave ${found.length} vectors for ${count} texts`);
  let known = dimension;
  return found.map((values) => {
    const vector = vectorOf(values);
    if (vector === null || vector.length === 0) throw refuse('gave a vector that is no list of numbers');
    known ??= vector.length;
    if (vector.length !== known) throw refuse(`gave a vector of ${vector.length} numbers, where others have ${known}`);
    let square = 0;
    for (const value of vector) square += value * value;
    if (!Number.isFinite(square)) throw refuse('gave a vector with a value that is no number');
    if (square === 0) throw refuse('gave a vector of zeros');
    const scale = 1 / Math.sqrt(square);
    return Float32Array.from(vector, (value) => value * scale);
  });
}

function vectorOf(values: unknown): Float64Array | null {
  if (values instanceof Float32Array) return Float64Array.from(values);
  if (!Array.isArray(values)) return null;
  const vector = new Float64Array(values.length);
  for (const [at, value] of (values as readonly unknown[]).entries()) {
    // JSON has no other way to say that a value is none.
    if (typeof value !== 'number') return null;
    vector[at] = value;
  }
  return vector;
}
