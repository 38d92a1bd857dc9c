/** Loads files of regulations into a dataset: what is new or changed is written, what is gone is removed. */
import path from 'node:path';
import { Failure } from '../base/failure.ts';
import type { DocumentStore, DocumentWrite, KnownDocument } from './documentStore.ts';
import { findSourceFiles, type SourceFileName } from './findSourceFiles.ts';
import { sitePages } from './sitePages.ts';
import type { FileReading, FileToRead } from './readDocuments.ts';

export interface IngestOrder {
  readonly dataset: string;
  /** Absolute paths of files and folders. */
  readonly paths: readonly string[];
  /** Nothing is written. */
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: IngestProgress) => void;
}

export interface IngestProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  /** The file that is read now, an absolute path. */
  readonly file: string;
}

export interface IngestReport {
  /** Numbers of documents. */
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly failed: readonly FailedFile[];
}

export interface FailedFile {
  /** Absolute path. */
  readonly file: string;
  /** From 1; null where the fault has no place. */
  readonly line: number | null;
  /** Such as "line 12, column 5: a passage needs a `PassageID`." */
  readonly message: string;
}

export interface IngestParts {
  readonly documents: DocumentStore;
  readonly read: (file: FileToRead, signal: AbortSignal) => Promise<FileReading>;
}

/**
 * Each document is written as a whole or not at all, so an ingest that was ended goes on where it was when it is begun
 * again. A file that cannot be read leaves the documents that were read from it earlier.
 *
 * @throws Failure `cancelled`, `usage` when there is nothing to ingest
 */
export async function ingestRegulations(order: IngestOrder, { documents, read }: IngestParts): Promise<IngestReport> {
  const { dataset, paths, isDryRun, signal, onProgress } = order;
  const known = await documents.known(dataset);
  const byFile = new Map<string, KnownDocument[]>();
  for (const document of known) byFile.set(document.file, [...(byFile.get(document.file) ?? []), document]);
  const isNamed = (file: string): boolean => paths.some((named) => file === named || file.startsWith(named + path.sep));
  const found = findSourceFiles(paths);
  // A path that is gone, and from which documents were read, was removed by the person.
  const failed: FailedFile[] = found.failed
    .filter(({ file }) => !known.some((document) => isBelow(document.file, file)))
    .map((one) => ({ ...one, line: null }));
  if (found.files.length === 0 && failed.length > 0) {
    throw new Failure(
      'usage',
      `${failed[0]?.file ?? ''}: ${failed[0]?.message ?? ''} Name a file or folder of regulations.`,
    );
  }
  if (found.files.length === 0 && !known.some(({ file }) => isNamed(file))) {
    throw new Failure(
      'usage',
      `There are no regulations in ${paths.join(', ')}. Phasegate reads JSON, JSON Lines, Markdown, HTML and text.`,
    );
  }
  const counts: Record<DocumentWrite, number> = { added: 0, changed: 0, unchanged: 0 };
  const seen = new Map<string, string>();
  const pagesLike = sitePages(found.files.map(({ file }) => file));
  const readNext = (next: SourceFileName | undefined): Promise<FileReading> | null =>
    next === undefined
      ? null
      : read({ ...next, knownHash: hashOf(byFile.get(next.file)), pages: pagesLike(next.file) }, signal);
  let reading = readNext(found.files[0]);
  for (const [index, { file }] of found.files.entries()) {
    onProgress({ filesDone: index, filesTotal: found.files.length, file });
    const outcome = await reading;
    if (signal.aborted) throw cancelled(index);
    // Read while the documents of this file are written.
    reading = readNext(found.files[index + 1]);
    // Awaited at the next turn; until then nobody listens for its failure.
    reading?.catch(() => undefined);
    if (outcome === null) continue;
    if (outcome.kind === 'read') {
      for (const document of outcome.documents) {
        const earlier = seen.get(document.id);
        if (earlier !== undefined) {
          failed.push({
            file,
            line: null,
            message: `the document "${document.id}" was read from ${path.basename(earlier)} already. Give one of them another id.`,
          });
          continue;
        }
        seen.set(document.id, file);
        const write = isDryRun ? await documents.compare(dataset, document) : await documents.write(dataset, document);
        counts[write]++;
      }
      continue;
    }
    const kept = byFile.get(file) ?? [];
    for (const { id } of kept) seen.set(id, file);
    if (outcome.kind === 'unchanged') counts.unchanged += kept.length;
    else failed.push({ file, line: outcome.line, message: placed(outcome) });
  }
  let removed = 0;
  for (const { id, file } of known) {
    if (seen.has(id) || !isNamed(file)) continue;
    if (signal.aborted) throw cancelled(found.files.length);
    if (isDryRun || (await documents.remove(dataset, id))) removed++;
  }
  return { ...counts, removed, failed };
}

function isBelow(file: string, folder: string): boolean {
  return file === folder || file.startsWith(folder + path.sep);
}

/** The hash of the file when all documents of it are from the same state of it. */
function hashOf(documents: readonly KnownDocument[] | undefined): string | null {
  const [first, ...others] = documents ?? [];
  return first !== undefined && others.every(({ fileHash }) => fileHash === first.fileHash) ? first.fileHash : null;
}

function placed({ message, line, column }: Extract<FileReading, { kind: 'failed' }>): string {
  return line === null || column === null ? message : `line ${line}, column ${column}: ${message}`;
}

function cancelled(filesDone: number): Failure {
  return new Failure(
    'cancelled',
    `The ingest was cancelled after ${filesDone} files. What was written stays; the same command goes on from there.`,
  );
}
