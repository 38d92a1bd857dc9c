/** Reads from a database file, without changing a byte of it, how many migrations it has been through. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';

const headerBytes = 100;
const userVersionOffset = 60;
const magic = 'SQLite format 3\0';

/** `not-a-database`: the file holds something else. */
export type StoredVersion =
  { readonly kind: 'version'; readonly version: number } | { readonly kind: 'not-a-database' };

/**
 * The number stands in the file's header unless the newest header is still in the write-ahead log. Only then a
 * read-only connection is opened, since even that leaves empty files behind where there were none, and an ordinary
 * connection moves the log into the database when it closes.
 * The place of the number is from "The Database Header" in SQLite's file format document.
 * @param file may be missing or empty, which is version 0
 * @throws what the operating system or SQLite throws
 */
export function readStoredVersion(file: string, Connection: typeof Sqlite): StoredVersion {
  const size = sizeOf(file);
  if (size === 0) return { kind: 'version', version: 0 };
  const header = readHeader(file);
  if (header.length < headerBytes || header.toString('latin1', 0, magic.length) !== magic) {
    return { kind: 'not-a-database' };
  }
  if (sizeOf(`${file}-wal`) === 0) return { kind: 'version', version: header.readInt32BE(userVersionOffset) };

  const connection = new Connection(file, { readonly: true, fileMustExist: true });
  try {
    return { kind: 'version', version: Number(connection.pragma('user_version', { simple: true })) };
  } finally {
    connection.close();
  }
}

/** Zero when the file is missing. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function readHeader(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const header = Buffer.alloc(headerBytes);
    return header.subarray(0, readSync(descriptor, header, 0, headerBytes, 0));
  } finally {
    closeSync(descriptor);
  }
}
