/** Reads the documents of one file; whatever is wrong with the file is told, never thrown. */
import { LineIndex } from '../base/lineIndex.ts';
import { readTextFile } from '../base/replaceFile.ts';
import { sha256 } from '../base/sha256.ts';
import { completeDocument } from './completeDocument.ts';
import type { RegulationDocument } from './document.ts';
import { documentLimitBytes } from './documentLimit.ts';
import { readerFor, readers } from './readers/readers.ts';
import { RepeatedTexts } from './readers/repeatedTexts.ts';
import { SourceFault } from './readers/sourceFault.ts';

export interface FileToRead {
  /** Absolute path. */
  readonly file: string;
  /** Id of a document that names none. */
  readonly name: string;
  /** SHA-256 of the file as it was read last; null when it never was. */
  readonly knownHash: string | null;
  /** Absolute paths of pages of the same site, from which its frame is learned. Default none. */
  readonly pages?: readonly string[];
}

export type FileReading =
  | { readonly kind: 'read'; readonly documents: readonly RegulationDocument[] }
  /** The file is what it was. */
  | { readonly kind: 'unchanged' }
  /** `line` and `column` are counted from 1; null where the fault has no place. */
  | { readonly kind: 'failed'; readonly message: string; readonly line: number | null; readonly column: number | null };

/** @param repeated knows from one file to the next what the pages of a site have in common */
export async function readDocuments(
  { file, name, knownHash, pages = [] }: FileToRead,
  repeated: RepeatedTexts = new RepeatedTexts(),
): Promise<FileReading> {
  const reader = readerFor(file);
  if (reader === null) {
    return failed(`Phasegate reads no such files. It reads ${readers.flatMap(({ endings }) => endings).join(', ')}.`);
  }
  const found = await readTextFile(file, documentLimitBytes);
  switch (found.kind) {
    case 'missing':
      return failed('the file is gone.');
    case 'not-a-file':
      return failed(found.isFolder ? 'this is a folder.' : 'this is a pipe, a socket or a device.');
    case 'too-large':
      return failed(`the file is larger than ${found.limitBytes / 1024 / 1024} MB. Split it.`);
    case 'not-utf8':
      return failed('the file is not UTF-8. Save it as UTF-8.');
    case 'unreadable':
      return failed(`the file cannot be read (${found.reason}). Check its permissions.`);
    case 'text':
  }
  const fileHash = sha256(found.bytes);
  if (fileHash === knownHash) return { kind: 'unchanged' };
  if (found.text.includes('\0')) return failed('the file holds NUL characters and is no text.');
  try {
    const documents = reader.read({ path: file, name, text: found.text, isRepeated: repeated.of(pages) });
    return { kind: 'read', documents: documents.map((document) => completeDocument(document, file, fileHash)) };
  } catch (error) {
    if (!(error instanceof SourceFault)) throw error;
    if (error.offset === null) return failed(`${error.message}.`);
    const { line, character } = new LineIndex(found.text).positionAt(error.offset);
    return { kind: 'failed', message: `${error.message}.`, line: line + 1, column: character + 1 };
  }
}

function failed(message: string): FileReading {
  return { kind: 'failed', message, line: null, column: null };
}
