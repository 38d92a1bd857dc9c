/** Reads the last lines of a gate's log, for a place that has room for a few. */
import { open } from 'node:fs/promises';

/** What is read from the end; longer lines are rarely worth reading in a hover. */
const tailBytes = 4 * 1024;
const longestLine = 200;

/**
 * Logs were scrubbed when they were written; colours are taken out here.
 *
 * @returns the lines, the last one last; none when there is no log any more
 */
export async function readLogTail(file: string, lines: number): Promise<readonly string[]> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const start = Math.max(0, size - tailBytes);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(tailBytes), 0, tailBytes, start);
      const text = buffer.subarray(0, bytesRead).toString('utf8');
      // The first line of a cut is a piece of one, and its first character may be.
      const whole = start === 0 ? text : text.slice(text.indexOf('\n') + 1);
      return withoutColours(whole)
        .split(/\r\n|\n|\r/)
        .map((line) => line.trimEnd())
        .filter((line) => line !== '')
        .slice(-lines)
        .map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line));
    } finally {
      await handle.close();
    }
  } catch {
    return [];
  }
}

function withoutColours(text: string): string {
  return text.replace(new RegExp(String.raw`\u001b\[[0-9;:]*m`, 'g'), '');
}
