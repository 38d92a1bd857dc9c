/** What a passage of a regulation is: the smallest piece that is found, shown and cited. */

/** Where a passage stands in the text of its file. */
export interface SourceRange {
  /** UTF-16 offsets into the text of the file; `end` is behind the last unit. */
  readonly start: number;
  readonly end: number;
  /** Zero-based line of `start`. */
  readonly line: number;
}

/** A passage as a reader finds it. */
export interface ReadPassage {
  /** The source's own reference, such as `8.1.1.(2)`; the same may stand twice in a document. */
  readonly reference: string;
  /** The source's own id, where it has one. */
  readonly sourceId: string | null;
  /** As a person reads it; may be empty. */
  readonly text: string;
  /** The headings above it, the outermost first. */
  readonly headings: readonly string[];
  /** Where its text stands, as it is written there. */
  readonly range: SourceRange;
  /** The term that it defines, where the format says so. */
  readonly term?: string;
}

/** A passage with what was found out about it. */
export interface Passage extends ReadPassage {
  /** Unique in its document: the source's own id, or the reference, with a number behind it where that stands twice. */
  readonly id: string;
  /** Place in its document, from 0. */
  readonly ordinal: number;
  /** Ordinal of the passage that it is part of by its reference; null at the top. */
  readonly parent: number | null;
  /** SHA-256 of reference, headings and text. */
  readonly hash: string;
  /** What it refers to, as it is written, such as `Rule 11.2.1`. */
  readonly mentions: readonly string[];
  /** The terms that it defines. */
  readonly defines: readonly string[];
}
