/** The port to what turns texts into vectors, so that texts of like meaning have like vectors. */

export interface Embedder {
  /** Which model this is: vectors of two ids cannot be compared. */
  readonly id: string;
  readonly dimension: number;
  /** @returns a vector of length 1, or of length 0 for a text in which nothing is known */
  embed(text: string): Float32Array;
}
