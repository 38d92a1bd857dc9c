/** The port to formats of regulations: one reader a format. */
import type { ReadDocument } from '../document.ts';

export interface SourceFile {
  /** Absolute path. */
  readonly path: string;
  /** Id and title of a document that names none: the path below the folder that was asked for, without its ending. */
  readonly name: string;
  /** With a byte order mark, where the file has one, so that offsets are those of the file. */
  readonly text: string;
  /** Whether a text stands on most files of the same kind that are loaded with this one. */
  readonly isRepeated: (text: string) => boolean;
}

export interface DocumentReader {
  /** What a person calls the format. */
  readonly format: string;
  /** File name endings in lower case, with the dot. */
  readonly endings: readonly string[];
  /**
   * @throws SourceFault for what is wrong in the file
   * @returns at least one document
   */
  read(file: SourceFile): readonly ReadDocument[];
}
