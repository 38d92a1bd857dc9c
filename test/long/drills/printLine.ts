/** Prints a line that is out when the call returns, even when whoever reads is slow. */
import { writeSync } from 'node:fs';
import { errorCode } from '../../../server/base/errorCode.ts';

const stop = new Int32Array(new SharedArrayBuffer(4));

/** Writes a line to standard output, with its end. */
export function printLine(line: string): void {
  let rest = Buffer.from(`${line}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      // The pipe is full.
      if (errorCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(stop, 0, 0, 1);
    }
  }
}
