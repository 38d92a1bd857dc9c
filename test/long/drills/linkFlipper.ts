/** Program that exchanges a folder for a link and back for as long as its parent lives. */
import { renameSync } from 'node:fs';
import process from 'node:process';

const folder = process.argv[2] ?? '';
const parentPid = process.ppid;
const never = new Int32Array(new SharedArrayBuffer(4));
const pause = (longestMs: number): void => void Atomics.wait(never, 0, 0, Math.random() ** 3 * longestMs);

process.stdout.write('flipping\n');
while (process.ppid === parentPid) {
  renameSync(folder, `${folder}-real`);
  renameSync(`${folder}-link`, folder);
  pause(1);
  renameSync(folder, `${folder}-link`);
  renameSync(`${folder}-real`, folder);
  // Mostly shorter than a write takes, so that most writes are caught in the middle.
  pause(30);
}
