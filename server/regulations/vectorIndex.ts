/** The port to what finds the nearest of many vectors. */

export interface Neighbour {
  /** Place of the vector. */
  readonly place: number;
  readonly cosine: number;
}

export interface VectorIndex {
  /** What a person calls it. */
  readonly name: string;
  /**
   * @param vector of the index's dimension and of length 1
   * @param isAllowed whether a place may be found. Default all
   * @returns at most `count`, the nearest first
   */
  nearest(vector: Float32Array, count: number, isAllowed?: (place: number) => boolean): Promise<readonly Neighbour[]>;
}
