/** Writes a new file from pieces such that it is there as a whole or not at all. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from './errorCode.ts';
import { Failure } from './failure.ts';

/** Characters that are collected before they are written. */
const batchLength = 256 * 1024;

/**
 * The file is readable by this user only (mode 0600), and on the disk when the promise is fulfilled.
 * @param replaces whether a file that is there may be replaced
 * @throws Failure `file-exists`, `write-failed`, and what the pieces throw; nothing is left then
 */
export async function writeWholeFile(file: string, pieces: AsyncIterable<string>, replaces: boolean): Promise<void> {
  refuseExisting(file, replaces);
  const temporary = path.join(path.dirname(file), `.phasegate-${randomBytes(9).toString('hex')}.tmp`);
  try {
    const handle = await guarded(file, () => open(temporary, 'wx', 0o600));
    try {
      await writePieces(file, handle, pieces);
      await guarded(file, () => handle.sync());
    } finally {
      await handle.close().catch(() => undefined);
    }
    refuseExisting(file, replaces);
    await guarded(file, () => rename(temporary, file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writePieces(file: string, handle: FileHandle, pieces: AsyncIterable<string>): Promise<void> {
  let batch = '';
  for await (const piece of pieces) {
    batch += piece;
    if (batch.length < batchLength) continue;
    await guarded(file, () => handle.writeFile(batch));
    batch = '';
  }
  await guarded(file, () => handle.writeFile(batch));
}

function refuseExisting(file: string, replaces: boolean): void {
  if (replaces || !existsSync(file)) return;
  throw new Failure(
    'file-exists',
    `${file} exists already and was not touched. Name another file, or remove it first.`,
  );
}

async function guarded<Result>(file: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw new Failure(
      'write-failed',
      `${file} could not be written (${errorCode(error)}). Check its folder and the space on the disk.`,
      { cause: error },
    );
  }
}
