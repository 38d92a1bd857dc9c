/** The port to what turns texts into vectors, so that texts of like meaning have like vectors. */

/** Many models want to be told which of the two a text is. */
export type EmbeddedAs = 'query' | 'passage';

export interface Embedder {
  /** Which model this is: vectors of two ids cannot be compared. */
  readonly id: string;
  /** What a person calls it. */
  readonly name: string;
  /**
   * @returns a vector for each text, in order, all of one dimension; each of length 1, or of length 0 for a text in which
   *   nothing is known
   * @throws Failure `cancelled`; `model-key-refused`, `model-overloaded`, `model-unreachable` or `model-failed`
   */
  embed(texts: readonly string[], as: EmbeddedAs, signal: AbortSignal): Promise<readonly Float32Array[]>;
  /** Ends what it has started; it is not asked any more. */
  close(): void;
}
