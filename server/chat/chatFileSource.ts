/** Reads a file of conversations from the disk, a piece at a time. */
import { createReadStream, statSync } from 'node:fs';
import { errorCode } from '../base/errorCode.ts';
import { Failure } from '../base/failure.ts';
import type { ImportSource } from './importConversations.ts';

/** @throws Failure `read-failed`, at once or while it is read */
export function chatFileSource(file: string): ImportSource {
  try {
    // A pipe cannot be read twice, and one without a writer not even once.
    if (!statSync(file).isFile())
      throw new Failure('read-failed', `${file} is no file. Name an export of conversations.`);
  } catch (error) {
    throw readFailure(file, error);
  }
  return async function* () {
    try {
      for await (const bytes of createReadStream(file, { highWaterMark: 256 * 1024 })) yield bytes as Uint8Array;
    } catch (error) {
      throw readFailure(file, error);
    }
  };
}

function readFailure(file: string, error: unknown): unknown {
  if (error instanceof Failure) return error;
  return new Failure(
    'read-failed',
    `${file} could not be read (${errorCode(error)}). Check its name and permissions.`,
    {
      cause: error,
    },
  );
}
