/** What memory search needs of an index of texts by words and meaning; main.ts and cli.ts hand it in. */

/** A message as it is indexed. */
export interface MemoryText {
  /** The message's sequence. */
  readonly sequence: number;
  readonly conversation: string;
  /** Messages between it and the beginning of its conversation. */
  readonly depth: number;
  /** Of the conversation. */
  readonly title: string;
  readonly text: string;
}

/** Where an index takes the messages from. */
export interface MemorySource {
  /** Another text after each change of what the messages say, and of which there are. */
  readonly state: () => Promise<string>;
  /** By sequence. @param after the sequence of the last one that was read; 0 for none */
  readonly page: (after: number, limit: number) => Promise<readonly MemoryText[]>;
}

export interface MemoryMatch {
  /** The message's sequence. */
  readonly sequence: number;
  /** How near its meaning is to the query's, from 0 to 1; null when it was not found by its meaning. */
  readonly closeness: number | null;
}

export interface MemoryMatches {
  /** The best first; some may be gone since they were indexed. */
  readonly matches: readonly MemoryMatch[];
  /** What failed, in words for a person. */
  readonly failures: readonly string[];
}

export interface MemoryIndex {
  /**
   * An index that is behind is built anew in the background and answers as it is meanwhile; what it does not know yet is
   * found by words.
   *
   * @throws Failure `cancelled`
   */
  find(query: string, limit: number, signal: AbortSignal): Promise<MemoryMatches>;
}
