/** `phasegate serve`: serves the REST API on this machine until it is interrupted. */
import { exitCodes } from './exitCode.ts';
import type { Verb } from './verb.ts';

export const serveVerb: Verb = async (line, { serve, print, say, signal }) => {
  const server = await serve(line.port);
  try {
    const { url, tokenFile } = server;
    // One line, and with or without --json: whoever starts this wants to read the address and go on.
    await print(`${JSON.stringify({ schemaVersion: 1, kind: 'serve', url, tokenFile })}\n`);
    say(`Serving ${url} to whoever can read ${tokenFile}. Ctrl+C ends it.\n`);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    await server.close();
  }
  return { document: { kind: 'serve' }, prose: 'Ended.\n', isPrinted: true, exitCode: exitCodes.ok };
};
