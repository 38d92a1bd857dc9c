/** The port to texts: the disk in a terminal; in the language server the editor's open documents come first. */
import { readTextFile, type TextFile } from './replaceFile.ts';

/** What reading gave; a text without its bytes, since an editor's document has none. */
export type ReadText = { readonly kind: 'text'; readonly text: string } | Exclude<TextFile, { kind: 'text' }>;

export interface TextSource {
  /**
   * @param file absolute path
   * @param limitBytes a file larger than this is not read
   * @param root the file must be inside this folder at the moment it is open
   * @throws Failure `path-outside-workspace`
   */
  read(file: string, limitBytes: number, root: string): Promise<ReadText>;
}

/** Reads from the disk. */
export const diskTextSource: TextSource = { read: readTextFile };
