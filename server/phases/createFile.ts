/** Creates a file with its folders, and never touches one that is there. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../base/errorCode.ts';
import { Failure } from '../base/failure.ts';

/**
 * @returns false when the file exists already
 * @throws Failure `write-failed`
 */
export function createFile(file: string, text: string): boolean {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('write-failed', `${file} could not be created: ${reason}.`, { cause: error });
  }
}
