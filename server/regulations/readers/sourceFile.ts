/** What a reader gets of a file. */

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
