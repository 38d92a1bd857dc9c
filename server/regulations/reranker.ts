/** The port to what looks at a question and each passage together, which finds more than comparing vectors and takes longer. */

export interface Reranker {
  /** What a person calls it. */
  readonly name: string;
  /**
   * @returns how well each text answers the query, in the order of the texts; comparable within one call only
   * @throws Failure `cancelled`; `model-key-refused`, `model-overloaded`, `model-unreachable` or `model-failed`
   */
  score(query: string, texts: readonly string[], signal: AbortSignal): Promise<readonly number[]>;
  /** Ends what it has started; it is not asked any more. */
  close(): void;
}
