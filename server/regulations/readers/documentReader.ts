/** The port to formats of regulations: one reader a format. */
import type { ReadDocument } from '../document.ts';
import type { SourceFile } from './sourceFile.ts';

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
