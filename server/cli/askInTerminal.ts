/** Asks a question at the terminal that is answered with y or n. */
import { createInterface } from 'node:readline/promises';

interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** @returns null where input or output is no terminal, so that a script is never made to wait */
export function askInTerminal(
  { input, output }: Terminal,
  signal: AbortSignal,
): ((question: string) => Promise<boolean>) | null {
  if (!input.isTTY || !output.isTTY) return null;
  return async (question) => {
    const lines = createInterface({ input, output });
    // Ctrl+C and a closed input are no answer, and no answer is a no.
    const ended = new AbortController();
    lines.once('close', () => ended.abort());
    try {
      const answer = await lines.question(`${question} [y/N] `, { signal: AbortSignal.any([signal, ended.signal]) });
      return /^\s*y(?:es)?\s*$/i.test(answer);
    } catch {
      output.write('\n');
      return false;
    } finally {
      lines.close();
    }
  };
}
