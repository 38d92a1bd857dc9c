/** The secret that a request must carry: made anew for each server, and kept in a file that only its user reads. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../base/failure.ts';
import { makePrivateDirectory } from '../base/paths.ts';

/** 256 bits. */
const tokenBytes = 32;

export interface AccessToken {
  /** Absolute path. */
  readonly file: string;
  /** Compares in a time that tells nothing of the token. */
  matches(offered: string): boolean;
  /** Removes the file. */
  discard(): void;
}

/**
 * Makes a token, and its file with mode 0600 in a folder with mode 0700.
 * @param port tells the files of several servers apart
 * @throws Failure `write-failed`
 */
export function makeAccessToken(dataDirectory: string, port: number): AccessToken {
  const token = randomBytes(tokenBytes).toString('base64url');
  const digest = sha256(token);
  const folder = path.join(dataDirectory, 'rest');
  const file = path.join(folder, `${String(port)}.token`);
  makePrivateDirectory(folder);
  try {
    // One that is there belonged to a server that is gone: this process has the port. `wx` follows no link.
    rmSync(file, { force: true });
    const descriptor = openSync(file, 'wx', 0o600);
    try {
      writeSync(descriptor, `${token}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(
      'write-failed',
      `The file with the access token could not be written: ${reason}. Set PHASEGATE_HOME to a folder you may write to.`,
      { cause: error },
    );
  }
  return {
    file,
    // Digests have one length, whatever was offered.
    matches: (offered) => timingSafeEqual(sha256(offered), digest),
    discard: () => rmSync(file, { force: true }),
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
