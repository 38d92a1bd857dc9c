/** The failure of a verb in the workbench, with all that can be known about why. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

const logLimitChars = 4_000;

export class VerbError extends Error {
  override readonly name = 'VerbError';

  constructor(verb: string, cause: unknown, picture: string, logs: Readonly<Record<string, string>>) {
    const evidence = Object.entries(logs).map(([source, log]) => `The ${source} said:\n${tail(log)}`);
    const reason = cause instanceof Error ? cause.message : String(cause);
    super([`Could not ${verb}: ${reason}`, `Screenshot: ${picture}`, ...evidence].join('\n'), { cause });
  }
}

/** What the extension host and the extension's own output channels wrote below a data folder of the workbench. */
export async function readExtensionHostLog(dataFolder: string): Promise<string> {
  const logs = path.join(dataFolder, 'logs');
  const names = await readdir(logs, { recursive: true }).catch(() => []);
  const wanted = names.filter((name) => name.endsWith('remoteexthost.log') || /Phasegate.*\.log$/i.test(name));
  const texts = await Promise.all(wanted.sort().map((name) => readFile(path.join(logs, name), 'utf8')));
  return texts.join('\n');
}

/** The end of a log, without the frames of stack traces: they are the editor's own, and minified. */
function tail(log: string): string {
  const lines = log.split('\n').filter((line) => !/^\s+at /.test(line) && line.trim() !== '');
  return lines.join('\n').slice(-logLimitChars);
}
