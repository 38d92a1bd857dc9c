/** What a document of regulations is. */
import type { Passage, ReadPassage } from './passage.ts';

/** What a document says of itself. */
export interface DocumentDescription {
  /** The source's own id, unique in its dataset. */
  readonly id: string;
  readonly title: string;
  /** Null where the source names none. */
  readonly version: string | null;
  /** The first day on which it is in force, as `2024-01-31`; null where the source names none. */
  readonly effectiveFrom: string | null;
  /** Where it was published, as the source says; null where it does not. */
  readonly source: string | null;
}

/** A document as a reader finds it. */
export interface ReadDocument extends DocumentDescription {
  readonly passages: readonly ReadPassage[];
}

/** A document that is ready to be kept. */
export interface RegulationDocument extends DocumentDescription {
  /** Absolute path of the file that it was read from. */
  readonly file: string;
  /** SHA-256 of that file. */
  readonly fileHash: string;
  /** SHA-256 of what it says, wherever it stands in the file. */
  readonly contentHash: string;
  readonly passages: readonly Passage[];
}
