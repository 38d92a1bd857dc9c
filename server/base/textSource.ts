/** The port to texts: the disk in a terminal; in the language server the editor's open documents come first. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

/** What reading a file gave. Every way to fail is a value, since a missing file is a problem to report, not an accident. */
export type ReadText =
  /** `text` keeps a BOM as its first character, so that encoding it again gives the same bytes. */
  | { readonly kind: 'text'; readonly text: string; readonly sha256: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'not-utf8' }
  | { readonly kind: 'unreadable'; readonly reason: string };

export interface TextSource {
  /**
   * @param file absolute path
   * @param limitBytes files larger than this are not read
   */
  read(file: string, limitBytes: number): Promise<ReadText>;
}

/** SHA-256 of bytes or of the UTF-8 form of a text, in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Reads from the disk. */
export const diskTextSource: TextSource = {
  async read(file, limitBytes) {
    try {
      const found = await stat(file);
      if (found.isDirectory()) return { kind: 'folder' };
      if (!found.isFile()) return { kind: 'unreadable', reason: 'it is no regular file' };
      if (found.size > limitBytes) return { kind: 'too-large', bytes: found.size };
      const bytes = await readFile(file);
      const text = decodeUtf8(bytes);
      return text === null ? { kind: 'not-utf8' } : { kind: 'text', text, sha256: sha256(bytes) };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
      return { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
    }
  },
};

/** The text of UTF-8 bytes with a BOM kept; null when they are no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
