/** Reads a text file, and replaces a file only while it still holds what was read. */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  close,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from './errorCode.ts';
import { Failure } from './failure.ts';
import { confirmInside } from './resolveInside.ts';

/** What came of reading a text file. The caller words what is not `text`, because it knows what the file is for. */
export type TextFile =
  /** `text` keeps a byte order mark as U+FEFF, so that it and `bytes` say the same. */
  | { readonly kind: 'text'; readonly text: string; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  /** A folder, a pipe, a socket or a device. */
  | { readonly kind: 'not-a-file'; readonly isFolder: boolean }
  | { readonly kind: 'too-large'; readonly limitBytes: number }
  | { readonly kind: 'not-utf8' }
  /** `reason` is the operating system's word, such as EACCES. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** A file that is replaced at the very moment of opening is opened again; this often is no coincidence any more. */
const maximumOpenings = 5;

const notThereCodes = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);
const fullDiskCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const readOnlyCodes = new Set(['EROFS', 'EACCES', 'EPERM']);

/**
 * Reads a whole text file. Never waits for a pipe or a device, and never reads more than `limitBytes` and one byte.
 * @param root when given, the file must be inside this folder at the moment it is open (see `confirmInside`)
 * @throws Failure `path-outside-workspace`, only with `root`
 */
export async function readTextFile(file: string, limitBytes: number, root?: string): Promise<TextFile> {
  for (let opening = 0; opening < maximumOpenings; opening++) {
    let handle: FileHandle;
    try {
      // Without O_NONBLOCK opening a pipe waits for a writer for ever.
      handle = await open(file, constants.O_RDONLY | nonBlocking);
    } catch (error) {
      const code = errorCode(error);
      if (notThereCodes.has(code)) return { kind: 'missing' };
      if (code === 'EISDIR') return { kind: 'not-a-file', isFolder: true };
      if (code === 'ENXIO') return { kind: 'not-a-file', isFolder: false };
      return { kind: 'unreadable', reason: code };
    }
    try {
      if (root !== undefined && confirmInside(root, file, handle.fd) === 'exchanged') continue;
      const stat = await handle.stat();
      if (!stat.isFile()) return { kind: 'not-a-file', isFolder: stat.isDirectory() };
      if (stat.size > limitBytes) return { kind: 'too-large', limitBytes };
      const bytes = await readUpTo(handle, limitBytes + 1, stat.size);
      return bytes.length > limitBytes ? { kind: 'too-large', limitBytes } : decode(bytes);
    } catch (error) {
      if (error instanceof Failure) throw error;
      return { kind: 'unreadable', reason: errorCode(error) };
    } finally {
      await handle.close();
    }
  }
  throw new Failure(
    'path-outside-workspace',
    `${file} was exchanged each time it was opened, so it was not read. Stop what keeps replacing it and try again.`,
  );
}

/**
 * Replaces a file in one step, provided that it still holds what the caller read: whoever reads it sees the old or
 * the new content, and a crash at any point leaves one of them. A link is followed; mode and owner are kept where the
 * operating system lets us. The new content is on the disk when the function returns.
 *
 * Synchronous on purpose: it is called inside the database transaction that proves the lease, where nothing may wait.
 * Deliberately missing: access control lists and extended attributes are not copied, and a second hard link keeps
 * the old content. The comparison and the exchange are two steps, microseconds apart; no portable call joins them.
 *
 * @param expected the content that the caller read
 * @param newBytes the new content in pieces, which may be parts of the old one
 * @param root when given, the file must be inside this folder (see `confirmInside`)
 * @returns `changed` when the file holds something else or is gone; then nothing was written
 * @throws Failure `roadmap-read-only` when no write permission bit is set (even for root) or the user may not write,
 *   `write-failed` when the disk is full or failing, `path-outside-workspace`; the file is as it was unless the message
 *   says that the disk did not confirm
 */
export function replaceFileSync(
  file: string,
  expected: Uint8Array,
  newBytes: readonly Uint8Array[],
  root?: string,
): 'written' | 'changed' {
  // Only the length: all of it is compared below, once the new content is on the disk.
  const current = findFile(file, root, (_, stat) => stat.size === expected.length);
  if (current === null) return 'changed';
  refuseReadOnly(current.file, current.stat.mode);

  const folder = openFolder(path.dirname(current.file));
  if (folder === null) return 'changed';
  const temporary = path.join(folder.way, `.phasegate-${randomBytes(9).toString('hex')}.tmp`);
  let descriptor: number | null = null;
  let exists = false;
  try {
    if (root !== undefined && !isFolderInside(root, folder)) return 'changed';
    descriptor = openSync(temporary, 'wx', 0o600);
    exists = true;
    keepOwnerAndMode(descriptor, current.stat);
    for (const bytes of newBytes) writeWhole(descriptor, bytes);
    fsyncSync(descriptor);
    closeSync(descriptor);
    descriptor = null;
    // Writing took milliseconds in which an editor may have saved.
    const standing = findFile(file, root, (opened) => holds(opened, expected));
    if (standing?.file !== current.file) return 'changed';
    const letGo = holdOpen(current.file);
    try {
      renameSync(temporary, path.join(folder.way, path.basename(current.file)));
    } finally {
      letGo();
    }
    exists = false;
    syncFolder(folder);
    return 'written';
  } catch (error) {
    throw error instanceof Failure ? error : writeFailure(current.file, error);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
    if (exists) rmSync(temporary, { force: true });
    if (folder.descriptor !== null) closeSync(folder.descriptor);
  }
}

interface OpenFolder {
  readonly name: string;
  /** Null on Windows, which does not open folders. */
  readonly descriptor: number | null;
  /** A path to the folder that on Linux leads to the open one, whatever its name leads to by now. */
  readonly way: string;
}

/**
 * @returns null when there is none at this name
 * @throws Failure `write-failed` when it cannot be opened, and so could not be told from one outside the workspace
 */
function openFolder(name: string): OpenFolder | null {
  if (process.platform === 'win32') return { name, descriptor: null, way: name };
  try {
    const descriptor = openSync(name, 'r');
    const way = `/proc/self/fd/${String(descriptor)}`;
    return { name, descriptor, way: existsSync(way) ? way : name };
  } catch (error) {
    if (notThereCodes.has(errorCode(error))) return null;
    throw writeFailure(name, error);
  }
}

function isFolderInside(root: string, folder: OpenFolder): boolean {
  // Windows: the file inside has been checked a moment ago, and there is nothing better to check.
  return folder.descriptor === null || confirmInside(root, folder.name, folder.descriptor) === 'inside';
}

interface CurrentFile {
  /** Without links. */
  readonly file: string;
  readonly stat: Stats;
}

/** Null when there is no file or another one than is looked for. */
function findFile(
  file: string,
  root: string | undefined,
  isIt: (descriptor: number, stat: Stats) => boolean,
): CurrentFile | null {
  let descriptor: number | null = null;
  try {
    const real = realpathSync.native(file);
    descriptor = openSync(real, constants.O_RDONLY | nonBlocking);
    if (root !== undefined && confirmInside(root, real, descriptor) === 'exchanged') return null;
    const stat = fstatSync(descriptor);
    return stat.isFile() && isIt(descriptor, stat) ? { file: real, stat } : null;
  } catch (error) {
    if (error instanceof Failure) throw error;
    const code = errorCode(error);
    if (notThereCodes.has(code)) return null;
    throw new Failure('read-failed', `${file} cannot be read (${code}). Check its permissions.`, { cause: error });
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/**
 * Keeps the content of a file that is about to be replaced until it is let go, which then happens in the background:
 * taking a large file off a disk takes milliseconds. Windows replaces no file that is open.
 */
function holdOpen(file: string): () => void {
  if (process.platform === 'win32') return () => undefined;
  try {
    const descriptor = openSync(file, constants.O_RDONLY | nonBlocking);
    return () => close(descriptor, () => undefined);
  } catch {
    return () => undefined;
  }
}

/** Compares a file from its start piece by piece, because memory for the whole of it costs more than reading it. */
function holds(descriptor: number, expected: Uint8Array): boolean {
  const piece = Buffer.allocUnsafe(65_536);
  for (let compared = 0; ;) {
    const length = readSync(descriptor, piece, 0, piece.length, null);
    if (length === 0) return compared === expected.length;
    if (piece.compare(expected, compared, Math.min(compared + length, expected.length), 0, length) !== 0) return false;
    compared += length;
  }
}

function refuseReadOnly(file: string, mode: number): void {
  try {
    // Root may write everything, but a file without any write bit was locked by someone who meant it.
    if ((mode & 0o222) !== 0) {
      accessSync(file, constants.W_OK);
      return;
    }
  } catch (error) {
    if (!readOnlyCodes.has(errorCode(error))) throw writeFailure(file, error);
  }
  throw new Failure('roadmap-read-only', `${file} is read-only. Allow writing to it and run again.`);
}

function keepOwnerAndMode(descriptor: number, stat: Stats): void {
  const made = fstatSync(descriptor);
  try {
    if (made.uid !== stat.uid || made.gid !== stat.gid) fchownSync(descriptor, stat.uid, stat.gid);
  } catch (error) {
    // Only root gives files away; for others the content matters more than the owner.
    if (errorCode(error) !== 'EPERM') throw error;
  }
  fchmodSync(descriptor, stat.mode & 0o7777);
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}

/** Makes the exchange of names durable. Windows and some file systems cannot, and need not be told. */
function syncFolder(folder: OpenFolder): void {
  if (folder.descriptor === null) return;
  try {
    fsyncSync(folder.descriptor);
  } catch (error) {
    if (errorCode(error) !== 'EIO') return;
    throw new Failure(
      'write-failed',
      `A file in ${folder.name} was replaced, but the disk did not confirm it. Check the disk, then the file.`,
      { cause: error },
    );
  }
}

function writeFailure(file: string, error: unknown): Failure {
  const code = errorCode(error);
  const unchanged = 'It is unchanged.';
  if (code === 'EROFS') {
    return new Failure('roadmap-read-only', `${file} is on a read-only disk. Make it writable and run again.`, {
      cause: error,
    });
  }
  if (fullDiskCodes.has(code)) {
    return new Failure(
      'write-failed',
      `${file} could not be written: the disk is full (${code}). ${unchanged} Free some space and run again.`,
      { cause: error },
    );
  }
  if (readOnlyCodes.has(code)) {
    return new Failure(
      'write-failed',
      `${file} could not be replaced: its folder is read-only (${code}). ${unchanged} Allow writing to the folder.`,
      { cause: error },
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new Failure('write-failed', `${file} could not be written: ${reason}. ${unchanged} Check the disk.`, {
    cause: error,
  });
}

async function readUpTo(handle: FileHandle, maximumBytes: number, sizeHint: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < maximumBytes) {
    // One byte more than the file should hold shows its end without a second round; some files do not say their size.
    const expected = total === 0 && sizeHint > 0 ? sizeHint + 1 : 65_536;
    const wanted = Math.min(maximumBytes - total, expected);
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, null);
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function decode(bytes: Buffer): TextFile {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { kind: 'text', text, bytes };
  } catch {
    return { kind: 'not-utf8' };
  }
}

/** Zero where the platform has no such flag. */
const nonBlocking = process.platform === 'win32' ? 0 : constants.O_NONBLOCK;
